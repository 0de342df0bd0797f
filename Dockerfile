# One image a service: `docker build --target auth|tiktok|instagram|webhook-ingest|crm-projector|exporter|sandbox|gateway .`

FROM python:3.11-slim-bookworm AS build
ENV UV_LINK_MODE=copy UV_COMPILE_BYTECODE=1 PATH=/build/bin:$PATH
WORKDIR /src
COPY constraints.txt ./
# uv by its own hash, and everything else through it by theirs
RUN python3 -m venv /build \
 && sed -n '/^uv==/,/[^\\]$/p' constraints.txt | pip install -q --no-cache-dir --require-hashes -r /dev/stdin \
 && grep -o '^hatchling==[^ ]*' constraints.txt \
  | uv pip install -q --python /build --require-hashes -c constraints.txt -r -

# The manifests alone, so that a change of code leaves the installed dependencies cached
FROM build AS manifests
COPY libs libs
COPY services services
COPY sandbox sandbox
RUN find . ! -type d ! -name pyproject.toml -delete && find . -type d -empty -delete

FROM build AS venvs
COPY deploy/image/requirements.py /build/requirements.py
COPY --from=manifests /src ./
RUN for member in services/*/ sandbox; do \
      venv=/opt/$(basename $member) \
      && uv venv -q --python /usr/local/bin/python3 $venv \
      && python3 /build/requirements.py $member \
       | uv pip install -q --python $venv --require-hashes -c constraints.txt -r - || exit 1; \
    done
COPY libs libs
COPY services services
COPY sandbox sandbox
RUN for member in libs/*/ services/*/ sandbox; do \
      uv build -q --wheel --no-build-isolation --python /build/bin/python --out-dir /wheels $member || exit 1; \
    done \
 && for member in services/*/ sandbox; do \
      python3 /build/requirements.py $member --members \
       | uv pip install -q --python /opt/$(basename $member) --no-deps --no-index --find-links /wheels -r - || exit 1; \
    done

FROM python:3.11-slim-bookworm AS runtime
RUN rm -rf /usr/local/bin/pip* /usr/local/bin/wheel \
      /usr/local/lib/python3.11/site-packages/pip* \
      /usr/local/lib/python3.11/site-packages/setuptools* \
      /usr/local/lib/python3.11/site-packages/wheel* \
 && useradd --uid 10001 --home-dir /var/lib/postlog --shell /usr/sbin/nologin postlog \
 && install -d -o postlog -g postlog /var/lib/postlog \
      /keys/sessions-private /keys/sessions-public /keys/grants /keys/tokens \
      /keys/instagram-grants /keys/instagram-tokens /media
COPY deploy/image/healthcheck.py /opt/healthcheck.py
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
WORKDIR /var/lib/postlog
USER 10001:10001
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --retries=3 \
  CMD ["python3", "-S", "/opt/healthcheck.py", "9000", "/livez"]

FROM runtime AS auth
COPY --from=venvs /opt/auth /opt/auth
ENV PATH=/opt/auth/bin:$PATH
ENTRYPOINT ["auth"]
CMD ["api"]

FROM runtime AS tiktok
COPY --from=venvs /opt/tiktok /opt/tiktok
ENV PATH=/opt/tiktok/bin:$PATH
ENTRYPOINT ["tiktok"]
CMD ["api"]

FROM runtime AS instagram
COPY --from=venvs /opt/instagram /opt/instagram
ENV PATH=/opt/instagram/bin:$PATH
ENTRYPOINT ["instagram"]
CMD ["api"]

FROM runtime AS webhook-ingest
COPY --from=venvs /opt/webhook-ingest /opt/webhook-ingest
ENV PATH=/opt/webhook-ingest/bin:$PATH
ENTRYPOINT ["webhook-ingest"]

FROM runtime AS crm-projector
COPY --from=venvs /opt/crm-projector /opt/crm-projector
ENV PATH=/opt/crm-projector/bin:$PATH
ENTRYPOINT ["crm-projector"]
CMD ["api"]

FROM runtime AS exporter
COPY --from=venvs /opt/exporter /opt/exporter
ENV PATH=/opt/exporter/bin:$PATH
HEALTHCHECK NONE
ENTRYPOINT ["postlog-export"]

FROM runtime AS sandbox
COPY --from=venvs /opt/sandbox /opt/sandbox
ENV PATH=/opt/sandbox/bin:$PATH SANDBOX_HOST=0.0.0.0 SANDBOX_INSTAGRAM_HOST=0.0.0.0
EXPOSE 8090 8091 8092 8093
HEALTHCHECK --interval=10s --timeout=5s --retries=3 \
  CMD ["python3", "-S", "/opt/healthcheck.py", "8090", "/healthz"]
ENTRYPOINT ["postlog-sandbox"]

# The pages, from the versions of their lock file
FROM node:20-bookworm-slim AS pages
WORKDIR /src/web
COPY web/package.json web/package-lock.json web/.npmrc ./
RUN npm ci --no-audit --loglevel=error
COPY docs /src/docs
COPY web ./
RUN npm run -s build

FROM nginx:1-bookworm AS gateway
COPY deploy/gateway/default.conf.template /etc/nginx/templates/default.conf.template
COPY --from=pages /src/web/dist /usr/share/nginx/html
# Not root: the configuration is written at the start, and what is temporary is in /tmp.
RUN chown -R nginx:nginx /etc/nginx/conf.d /var/cache/nginx \
 && sed -i -e '/^user /d' -e 's,^pid .*,pid /tmp/nginx.pid;,' /etc/nginx/nginx.conf
USER 101:101
ENV GATEWAY_LISTEN=8080 GATEWAY_PAGES=/usr/share/nginx/html GATEWAY_MEDIA_ORIGINS= \
  GATEWAY_TRUSTED_PROXIES=unix:
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=5s --retries=3 \
  CMD ["curl", "-fso", "/dev/null", "http://127.0.0.1:8080/"]
