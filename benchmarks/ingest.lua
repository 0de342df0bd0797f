-- Posts the prepared deliveries one after the other, and tells its figures as JSON.
local path, file = "/api/webhooks/tiktok", os.getenv("DELIVERIES")
local requests, last = {}, 0

function init()
  for line in io.lines(file) do
    local signature, body = line:match("^([^\t]+)\t(.*)$")
    local headers = { ["Content-Type"] = "application/json", ["TikTok-Signature"] = signature }
    requests[#requests + 1] = wrk.format("POST", path, headers, body)
  end
end

function request()
  last = last % #requests + 1
  return requests[last]
end

function done(summary, latency)
  local failed = summary.errors
  local told = '{"answers": %d, "refused": %d, "lost": %d, "seconds": %f, "p50": %f, "p99": %f}'
  local lost = failed.connect + failed.read + failed.write + failed.timeout
  print(told:format(summary.requests, failed.status, lost, summary.duration / 1e6,
    latency:percentile(50) / 1e3, latency:percentile(99) / 1e3))
end
