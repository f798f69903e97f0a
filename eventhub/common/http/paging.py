"""Pages of a list: `count`, `next`, `previous`, `results`."""

from rest_framework.pagination import PageNumberPagination


class PageNumber(PageNumberPagination):
    """50 rows a page, up to 250 on request: the paging of /app/."""

    page_size = 50
    page_size_query_param = "page_size"
    max_page_size = 250
