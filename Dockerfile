# The site's image, for docker-compose.yml: web, worker, sweeper and the migrate job are all this one.
# The same Python version as the tests. To move to a newer one: change both lines, run `make check`.
FROM python:3.11.14-slim-bookworm AS libraries
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /opt/venv
COPY requirements.txt /tmp/requirements.txt
# Hashes: what is installed is what was reviewed, or nothing is. Wheels only: no compiler in the image.
RUN /opt/venv/bin/pip install --require-hashes --only-binary :all: -r /tmp/requirements.txt

# The service `backup`: a pg_dump of the server's own version, and age. By the number of the site's user below, whose
# documents it reads; the folder is the site's volume too.
FROM postgres:17.6-bookworm AS backup
RUN apt-get update \
    && apt-get install -y --no-install-recommends "age=1.1.1*" \
    && rm -rf /var/lib/apt/lists/* \
    && install -d -o 10001 -g 10001 -m 0700 /backups /documents
USER 10001:10001

FROM python:3.11.14-slim-bookworm AS site
RUN useradd --system --uid 10001 --user-group --home-dir /app --no-create-home --shell /usr/sbin/nologin caarisma
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=caarisma.settings.production
WORKDIR /app
COPY --from=libraries /opt/venv /opt/venv
COPY . .
# Production settings stop without their secrets, so this one command gets stand-ins. They are not kept in the image.
# 999 is whom the images of PostgreSQL and Redis run as; docker-compose.yml has it too.
# Not a secret: a key for this one command.
RUN SECRET_KEY=build FIELD_KEYS=YnVpbGRzLW9ubHkta2V5LW5vdC1mb3ItcGVvcGxlISE= PROOF_KEYS=YnVpbGRzLW9ubHkta2V5LW5vdC1mb3ItcGVvcGxlISE= ALLOWED_HOSTS=build.invalid \
    DATABASE_URL=postgres://build.invalid/build REDIS_URL=redis://build.invalid/0 EMAIL_HOST=build.invalid \
    python manage.py collectstatic --noinput \
    && install -d -o caarisma -g caarisma -m 0700 var/private var/snapshots var/anchors var/backups var/web-certificate var/web-key \
    && install -d -o 999 -g 999 -m 0755 var/postgres-certificate var/redis-certificate \
    && install -d -o 999 -g 999 -m 0700 var/postgres-key var/redis-key

# By number, so that a host without this name can tell that it is not root.
USER 10001:10001
EXPOSE 8000
# For the web service. docker-compose.yml turns it off where no web server runs.
HEALTHCHECK --interval=15s --timeout=6s --start-period=30s --retries=3 CMD ["python", "-m", "caarisma.probe"]
CMD ["python", "-m", "gunicorn", "caarisma.wsgi", "--workers", "2", "--threads", "8", "--worker-class", "caarisma.site.server_worker.PollFirst", "--preload", "--timeout", "30", "--graceful-timeout", "20", "--keep-alive", "5", "--no-control-socket", "--logger-class", "caarisma.site.server_log.WithoutAddresses"]
