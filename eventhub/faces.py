"""The addresses that every host of ours has."""

urlpatterns: list = []
