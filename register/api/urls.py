"""/app/register/api/, and the items of /app/shop/api/m2m/"""

from django.urls import include, path
from rest_framework.routers import SimpleRouter

from register.api import checkin, m2m, metrics, registrations, uploads

ABOUT = "Who comes: registrations, check-in lists and the door."
router = SimpleRouter()
router.register("registrations", m2m.RegistrationViewSet, basename="registration")
router.register("checkin-lists", m2m.CheckInListViewSet, basename="checkin-list")

items = SimpleRouter()
items.register("items", m2m.LeveledItemViewSet, basename="item")

# An item of the catalogue is shown with what it means at the door.
elsewhere = [path("shop/api/m2m/", include(items.urls))]

app_name = "register"
urlpatterns = [
    path("m2m/", include(router.urls)),
    path("checkin/scan/", checkin.scan, name="checkin-scan"),
    path("checkin/search/", checkin.search, name="checkin-search"),
    path("checkin/undo/", checkin.undo, name="checkin-undo"),
    path("checkin/counters/", checkin.counters, name="checkin-counters"),
    path(
        "registrations/<str:code>/holds/",
        registrations.registration_holds,
        name="registration-holds",
    ),
    path(
        "registrations/<str:code>/holds/<str:kind>/",
        registrations.registration_hold,
        name="registration-hold",
    ),
    path(
        "registrations/<str:code>/transition/",
        registrations.transition,
        name="registration-transition",
    ),
    path("uploads/", uploads.upload, name="upload"),
    path("metrics2/", metrics.metrics2, name="metrics2"),
]
