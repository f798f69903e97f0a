# One image for every role: HTTP, sockets, worker, beat. docker-compose.yml says which does what.

FROM node:24-slim AS frontend
WORKDIR /build/frontend
COPY frontend/package.json frontend/package-lock.json ./
COPY frontend/schema/package.json schema/
RUN npm ci --include=dev --no-audit --no-fund
COPY frontend ./
RUN npm run build

FROM python:3.13-slim
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PIP_NO_CACHE_DIR=1
# The letters of invoices and tickets.
RUN apt-get update && apt-get install -y --no-install-recommends fonts-dejavu-core \
 && rm -rf /var/lib/apt/lists/*
RUN useradd --system --create-home --home-dir /srv/eventhub eventhub
WORKDIR /srv/eventhub/app
COPY requirements/base.lock requirements/base.lock
RUN python -m pip install --require-hashes -r requirements/base.lock
COPY . .
COPY --from=frontend /build/eventhub/static/app eventhub/static/app
ENV EVENTHUB_DATA_DIR=/srv/eventhub/data EVENTHUB_STATIC_ROOT=/srv/eventhub/static
RUN python -m eventhub.words compile
# The key is only for this one command; an installation has its own.
RUN EVENTHUB_SECRET_KEY=only-for-collecting-files-in-this-layer DATABASE_URL=postgresql:// python manage.py collectstatic --no-input --verbosity 0 \
 && mkdir -p /srv/eventhub/data && chown -R eventhub /srv/eventhub/data
USER eventhub
VOLUME /srv/eventhub/data
EXPOSE 8000
CMD ["uvicorn", "--host", "0.0.0.0", "--port", "8000", "--http", "eventhub.server.connections:PatientConnection", "--ws", "websockets-sansio", "--ws-max-size", "65536", "--no-proxy-headers", "--no-server-header", "--no-access-log", "--log-level", "warning", "eventhub.asgi:application"]
