"""All settings, read once from the environment. docs/operations.md lists every variable."""

import os
import secrets
from contextlib import suppress
from pathlib import Path
from typing import Any

from eventhub import env
from eventhub.common.floors import wiring
from eventhub.embedded.postgres import connection_settings

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = env.data_dir()
DEBUG = env.flag("EVENTHUB_DEBUG")


def _kept_secret(name: str) -> str:
    """A secret made once and kept in the data directory, readable by its owner alone; all processes agree on one."""
    path = DATA_DIR / name
    if not path.exists():
        DATA_DIR.mkdir(parents=True, exist_ok=True)
        beside = path.with_name(f"{name}.{secrets.token_hex(8)}")
        beside.touch(mode=0o600)
        beside.write_text(secrets.token_urlsafe(50))
        with suppress(FileExistsError):  # another process was first, and its secret is everybody's
            os.link(beside, path)
        beside.unlink()
    return env.insist_on_long(str(path), path.read_text().strip())


if SECRET_KEY := env.text("EVENTHUB_SECRET_KEY"):
    env.insist_on_long("EVENTHUB_SECRET_KEY", SECRET_KEY)
else:
    SECRET_KEY = _kept_secret("secret-key")

# --- Where we answer -------------------------------------------------------------------------------------------------

PLATFORM_HOST = env.text("EVENTHUB_PLATFORM_HOST", "localhost")
OAUTH_HOST = env.text("EVENTHUB_OAUTH_HOST", PLATFORM_HOST)
# Hosts are checked by tenant.middleware: the platform host, its subdomains, and the organizers' own domains.
ALLOWED_HOSTS = ["*"]
EXTRA_HOSTS = env.words("EVENTHUB_EXTRA_HOSTS")
SECURE = env.flag("EVENTHUB_HTTPS")
# How links in mails begin. A request's Host header never decides that: it is the visitor's word.
# Where DejaVuSans.ttf lies, if not where systems have it (shop.documents.fonts).
PDF_FONTS = env.text("EVENTHUB_PDF_FONTS", "")
PUBLIC_URL = env.text(
    "EVENTHUB_PUBLIC_URL",
    f"https://{PLATFORM_HOST}" if SECURE else f"http://{PLATFORM_HOST}:8000",
).rstrip("/")
SECURE_PROXY_SSL_HEADER = (
    ("HTTP_X_FORWARDED_PROTO", "https") if env.flag("EVENTHUB_BEHIND_PROXY") else None
)
# How many proxies stand before us and add to X-Forwarded-For; 0: the header is anybody's word.
TRUSTED_PROXIES = env.integer("EVENTHUB_TRUSTED_PROXIES", 0)
SECURE_SSL_REDIRECT = False
SECURE_HSTS_SECONDS = 31536000 if SECURE else 0
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_HTTPONLY = True
X_FRAME_OPTIONS = "DENY"
CSRF_TRUSTED_ORIGINS = env.words("EVENTHUB_TRUSTED_ORIGINS")
CSRF_FAILURE_VIEW = "eventhub.web.error_pages.csrf_failure"

# --- The house, from the ground up -----------------------------------------------------------------------------------

# The modules, from the ground up; more may stand beside the product's in an installation of one's own. What each brings
# (hooks, tasks, addresses, pages, words) stands in its own folder: eventhub/common/floors.py.
MODULES = [
    "account",
    "tenant",
    "people",
    "shop",
    "register",
    "schedule",
    "staff",
    "vendors",
    "kioskos",
    *env.words("EVENTHUB_MODULES"),
]
FLOORS = ["eventhub.common", *MODULES, "api", "web", "eventhub"]
INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "rest_framework",
    "django_filters",
    "oauth2_provider",
    "channels",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    *FLOORS,
]

MIDDLEWARE = [
    "eventhub.web.middleware.ClientAddressMiddleware",
    "eventhub.web.middleware.RequestIdMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "eventhub.web.middleware.ContentPolicyMiddleware",
    "eventhub.web.middleware.BodySizeMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "tenant.middleware.HostMiddleware",
    "api.shared.cross_origin.CrossOriginMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "eventhub.web.languages.LanguageChoiceMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "tenant.middleware.ScopeMiddleware",
    "eventhub.web.middleware.DomainErrorMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "eventhub.common.http.repeated_requests.RepeatedRequestsMiddleware",
]

ROOT_URLCONF = "eventhub.urls"
WSGI_APPLICATION = "eventhub.wsgi.application"
ASGI_APPLICATION = "eventhub.asgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]

# Flows that run up the house: each hook is a setting, an ordered list of dotted paths, run by eventhub.common.hooks.
_wiring = wiring(FLOORS)
globals().update(_wiring.hooks)
# The table whose enabled rows say that an organizer has somebody who follows the audit trail.
AUDIT_FOLLOWED_BY = "tenant.Webhook"

# --- Database: PostgreSQL, ours when none is named -------------------------------------------------------------------

DATABASE_URL = env.text("DATABASE_URL")
DATABASE_IS_EMBEDDED = not DATABASE_URL
_database: dict[str, Any] = (
    env.database(DATABASE_URL) if DATABASE_URL else connection_settings(DATA_DIR)
)
# A database that is out of reach is noticed: while a connection is made, and while one waits for an answer to its packets.
_PATIENCE = {
    "connect_timeout": "5",
    "keepalives_idle": "10",
    "keepalives_interval": "5",
    "keepalives_count": "3",
    "tcp_user_timeout": "20000",  # milliseconds
}
DATABASES = {
    "default": {
        **_database,
        "OPTIONS": {**_PATIENCE, **_database["OPTIONS"]},
        "ENGINE": "eventhub.database",
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        "DISABLE_SERVER_SIDE_CURSORS": env.flag("EVENTHUB_PGBOUNCER"),
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Redis: many processes with it, one without ----------------------------------------------------------------------

REDIS_URL = env.text("REDIS_URL")
CACHES: dict[str, dict[str, Any]]
if REDIS_URL:
    CACHES = {
        "default": {"BACKEND": "eventhub.common.shared_cache.SharedCache", "LOCATION": REDIS_URL}
    }
    CHANNEL_LAYERS = {
        "default": {
            "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
            "CONFIG": {"hosts": [REDIS_URL]},
        }
    }
else:
    # It counts wrong tries too: room enough that nobody can push their count out of it with other words.
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
            "OPTIONS": {"MAX_ENTRIES": 100_000},
        }
    }
    CHANNEL_LAYERS = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}
WEB_PROCESSES = env.integer("EVENTHUB_WEB_PROCESSES", 1)
WEB_THREADS = env.integer("EVENTHUB_WEB_THREADS", 8)
# Threads of a process that holds sockets: what these read and write, apart from views.
SOCKET_THREADS = env.integer("EVENTHUB_SOCKET_THREADS", 4)

# --- Background work: the outbox is the queue; threads drain it, in Celery's workers (with Redis) or beside the server --

TASK_RUNNER = env.text("EVENTHUB_TASKS", "celery" if REDIS_URL else "thread")
TASKS = _wiring.tasks
TASK_LANES = _wiring.lanes
PERIODIC = _wiring.periodic
# Messages only ring the bell: one that is lost costs a second, so nobody waits long for the broker, and workers outlive it.
CELERY_BROKER_URL = REDIS_URL or "memory://"
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_IGNORE_RESULT = True
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_BROKER_CONNECTION_TIMEOUT = 2
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "socket_connect_timeout": 2,
    "socket_timeout": 5,
    "socket_keepalive": True,
    "health_check_interval": 10,
}

# --- People ----------------------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "account.User"
AUTHENTICATION_BACKENDS = ["account.backends.EmailOrUsernameBackend"]
# How many passwords one process checks at once; each takes 100 MB.
PASSWORD_CHECKS = env.integer("EVENTHUB_PASSWORD_CHECKS", 2)
PASSWORD_HASHERS = [
    "account.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
    "account.random_secrets.RandomSecretHasher",  # not of people
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "/auth/login/"
LOGIN_REDIRECT_URL = "/app/"
LOGOUT_REDIRECT_URL = "/"

# Applications may be sent back to plain http addresses only where everything is on one machine.
OAUTH_HTTP_ON_LOOPBACK = PLATFORM_HOST == "localhost" and not SECURE
# How old a sign-in may be when its person lets an application act for them; older ones sign in once more.
OAUTH_SIGN_IN_S = env.integer("EVENTHUB_OAUTH_SIGN_IN_S", 3600)
OAUTH_REFRESH_S = 30 * 86400
# What an application may ask for, in the words that a person reads.
OAUTH_SCOPES = {
    "read": "Read what you may read",
    "write": "Change what you may change",
    "profile": "Know who you are",
}
OAUTH2_PROVIDER_APPLICATION_MODEL = "account.Application"
OAUTH2_PROVIDER_ACCESS_TOKEN_MODEL = "account.AccessToken"
OAUTH2_PROVIDER_REFRESH_TOKEN_MODEL = "account.RefreshToken"
OAUTH2_PROVIDER_GRANT_MODEL = "account.Grant"
OAUTH2_PROVIDER_ID_TOKEN_MODEL = "account.IDToken"
OAUTH2_PROVIDER = {
    "SCOPES_BACKEND_CLASS": "account.scopes.ApplicationScopes",
    "SCOPES": OAUTH_SCOPES,
    "DEFAULT_SCOPES": ["read", "write"],
    "OAUTH2_SERVER_CLASS": "account.oauth.server.Server",
    "OAUTH2_BACKEND_CLASS": "account.oauth.server.Core",
    "OAUTH2_VALIDATOR_CLASS": "account.oauth.validator.Validator",
    "CLIENT_SECRET_HASHER": "random_sha256",
    "ACCESS_TOKEN_EXPIRE_SECONDS": 86400,
    "REFRESH_TOKEN_EXPIRE_SECONDS": OAUTH_REFRESH_S,
    "COMPLIANT_BCP_RFC9700_PKCE_METHOD": True,
    "COMPLIANT_BCP_RFC9700_TOKEN_STORAGE": True,
    "REFRESH_TOKEN_REUSE_PROTECTION": True,
}

# --- Words, times, files ---------------------------------------------------------------------------------------------

LANGUAGE_CODE = "en"
LANGUAGES = [
    ("en", "English"),
    ("de", "Deutsch"),
    ("de-informal", "Deutsch (informell)"),
    ("cs", "Čeština"),
    ("fr", "Français"),
    ("es", "Español"),
    ("nl", "Nederlands"),
    ("it", "Italiano"),
    ("pl", "Polski"),
    ("ja", "日本語"),
]
# Those of them that our own words exist in (docs/words.md); who reads another sees English between an organizer's texts.
SPOKEN_LANGUAGES = ("en", "de", "cs")
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
LANGUAGE_COOKIE_SECURE = SECURE
LOCALE_PATHS = [BASE_DIR / "eventhub" / "locale"]
USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = True
STATIC_URL = "/static/"
STATIC_ROOT = Path(env.text("EVENTHUB_STATIC_ROOT", str(DATA_DIR / "static")))
with suppress(
    OSError
):  # whitenoise wants it to exist, also where files are served from the applications' folders
    STATIC_ROOT.mkdir(parents=True, exist_ok=True)
MEDIA_ROOT = DATA_DIR / "media"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_KEEP_ONLY_HASHED_FILES = False
# How old, in seconds, the stock shown on an event's public page may be. Buying always looks at the database.
OFFERS_MAX_AGE_S = 1.0
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
# Of any request, files of a form included: as much as one cart may hand in, and the words around it.
LARGEST_BODY = 52 * 1024 * 1024
FILE_UPLOAD_HANDLERS = [
    "eventhub.common.http.file_limits.Bounded",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

# --- Mail ------------------------------------------------------------------------------------------------------------

EMAIL_HOST = env.text("EVENTHUB_SMTP_HOST")
EMAIL_PORT = env.integer("EVENTHUB_SMTP_PORT", 587)
EMAIL_HOST_USER = env.text("EVENTHUB_SMTP_USER")
EMAIL_HOST_PASSWORD = env.text("EVENTHUB_SMTP_PASSWORD")
EMAIL_USE_TLS = env.flag("EVENTHUB_SMTP_TLS", default=True)
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.text("EVENTHUB_MAIL_FROM", f"EventHub <eventhub@{PLATFORM_HOST}>")
EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend"
    if EMAIL_HOST
    else "eventhub.common.effects.mail_file.EmailBackend"
)
EMAIL_FILE_PATH = DATA_DIR / "mail"

# --- Webhooks ----------------------------------------------------------------------------------------------------------

# Whether webhooks may call this very machine, and by plain HTTP: for developers, never where strangers have accounts.
WEBHOOKS_LOCAL = env.flag("EVENTHUB_WEBHOOKS_LOCAL")

# --- Stripe (card payments arrive with shop/gateways/stripe) -----------------------------------------------------------

STRIPE_SECRET_KEY = env.text("STRIPE_SECRET_KEY")
STRIPE_API_BASE = env.text("STRIPE_API_BASE")

# --- APIs --------------------------------------------------------------------------------------------------------------

# Requests a minute of one credential, and wrong credentials a minute from one address; 0 is no limit.
API_RATE = env.integer("EVENTHUB_API_RATE", 60_000)
API_WRONG_CREDENTIALS = env.integer("EVENTHUB_API_WRONG_CREDENTIALS", 600)
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "tenant.access.authentication.SessionAuthentication",
        "tenant.access.authentication.TeamTokenAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["tenant.access.gates.DenyUndeclared"],
    "DEFAULT_THROTTLE_CLASSES": ["tenant.http.repetition.AnswersOnce"],
    "DEFAULT_RENDERER_CLASSES": ["eventhub.common.http.rendering.OrjsonRenderer"],
    "DEFAULT_PARSER_CLASSES": ["eventhub.common.http.rendering.StrictJSONParser"],
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_PAGINATION_CLASS": "eventhub.common.http.paging.PageNumber",
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "eventhub.common.http.envelope.exception_handler",
    "UNAUTHENTICATED_USER": None,
    "COERCE_DECIMAL_TO_STRING": True,
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "EventHub",
    "VERSION": "1.0.0",
    "OAS_VERSION": "3.1.0",
    "DESCRIPTION": "Events, registrations, the door: one API over the same rules that the pages use.",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["tenant.access.gates.Public"],
    "SERVE_AUTHENTICATION": [],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    # Some two hundred calls: the resources closed, and a field to find one of them.
    "SWAGGER_UI_SETTINGS": {"docExpansion": "none", "filter": True, "deepLinking": True},
    "COMPONENT_SPLIT_REQUEST": True,
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "api.v1.document.completed",
        "eventhub.web.document.tagged",
    ],
    "ENUM_NAME_OVERRIDES": {
        "ItemKind": "shop.enums.ItemKind",
        "OrderStatus": "shop.enums.OrderStatus",
        "QuestionType": "shop.enums.QuestionType",
        "ScanKind": "register.enums.ScanKind",
        "HoldKind": "register.enums.HoldKind",
    },
}

# --- Logs --------------------------------------------------------------------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "eventhub.common.logs.LineFormatter"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    # A refusal is an answer, not an incident; what goes wrong on our side is an error.
    "loggers": {"django.request": {"level": "ERROR"}},
    "root": {"handlers": ["stderr"], "level": env.text("EVENTHUB_LOG_LEVEL", "WARNING")},
}
# W004: the address is unique without regard to case, by a constraint on Lower(email).
SILENCED_SYSTEM_CHECKS = ["security.W004", "security.W008", "auth.W004"]
