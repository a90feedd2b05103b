"""Scrapy's settings: what this crawler does itself is taken out of Scrapy, what it never does is switched off.

The scheduler, robots.txt, redirects, retries and decompression are the crawler's own, because each has to be
archived and committed; see docs/decisions/0003.
"""

from __future__ import annotations

BOT_NAME = "jiaokan"
SPIDER_MODULES = ["crawler.spiders"]
NEWSPIDER_MODULE = "crawler.spiders"

SCHEDULER = "crawler.scheduler.StateScheduler"
# Scrapy does not verify certificates unless told to.
DOWNLOAD_VERIFY_CERTIFICATES = True
DOWNLOAD_HANDLERS = {
    "http": "crawler.download.BoundedHandler",
    "https": "crawler.download.BoundedHandler",
    "data": None,
    "file": None,
    "ftp": None,
    "s3": None,
}
# A page that was cut off is a failure to be tried again, not a shorter page.
DOWNLOAD_FAIL_ON_DATALOSS = True
DOWNLOAD_WARNSIZE = 0
# Robots and profile name a shortest wait; a random one would sometimes undercut it.
DOWNLOAD_DELAY_JITTER = 0.0
# One request is one answer: the default of 100 starts as many tasks for every response.
CONCURRENT_ITEMS = 1

TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False
COOKIES_ENABLED = False
REDIRECT_ENABLED = False
METAREFRESH_ENABLED = False
RETRY_ENABLED = False
COMPRESSION_ENABLED = False
HTTPPROXY_ENABLED = False
HTTPCACHE_ENABLED = False
# robots.txt is obeyed by the frontier, for every address and every redirect.
ROBOTSTXT_OBEY = False
STATS_DUMP = False
LOGSTATS_INTERVAL = 0
LOG_LEVEL = "INFO"

_DOWNLOADER = "scrapy.downloadermiddlewares"
DOWNLOADER_MIDDLEWARES = {
    f"{_DOWNLOADER}.offsite.OffsiteMiddleware": None,
    f"{_DOWNLOADER}.robotstxt.RobotsTxtMiddleware": None,
    f"{_DOWNLOADER}.httpauth.HttpAuthMiddleware": None,
    f"{_DOWNLOADER}.defaultheaders.DefaultHeadersMiddleware": None,
    f"{_DOWNLOADER}.useragent.UserAgentMiddleware": None,
    f"{_DOWNLOADER}.retry.RetryMiddleware": None,
    f"{_DOWNLOADER}.redirect.MetaRefreshMiddleware": None,
    f"{_DOWNLOADER}.httpcompression.HttpCompressionMiddleware": None,
    f"{_DOWNLOADER}.redirect.RedirectMiddleware": None,
    # At work only where a profile has `access.keep_cookies`.
    f"{_DOWNLOADER}.cookies.CookiesMiddleware": 700,
    "crawler.proxied.TargetCheck": 800,
    "crawler.parking.Parking": 900,
    f"{_DOWNLOADER}.httpproxy.HttpProxyMiddleware": None,
    f"{_DOWNLOADER}.httpcache.HttpCacheMiddleware": None,
}
_SPIDER = "scrapy.spidermiddlewares"
SPIDER_MIDDLEWARES = {
    f"{_SPIDER}.start.StartSpiderMiddleware": None,
    f"{_SPIDER}.httperror.HttpErrorMiddleware": None,
    f"{_SPIDER}.referer.RefererMiddleware": None,
    f"{_SPIDER}.urllength.UrlLengthMiddleware": None,
    f"{_SPIDER}.depth.DepthMiddleware": None,
    f"{_SPIDER}.metacopy.MetaCopyDetectionMiddleware": None,
}
_EXTENSIONS = "scrapy.extensions"
EXTENSIONS = {
    "crawler.conduct.Conduct": 0,
    f"{_EXTENSIONS}.telnet.TelnetConsole": None,
    f"{_EXTENSIONS}.remote_control.RemoteControl": None,
    f"{_EXTENSIONS}.memdebug.MemoryDebugger": None,
    f"{_EXTENSIONS}.closespider.CloseSpider": None,
    f"{_EXTENSIONS}.feedexport.FeedExporter": None,
    f"{_EXTENSIONS}.logstats.LogStats": None,
    f"{_EXTENSIONS}.spiderstate.SpiderState": None,
    f"{_EXTENSIONS}.throttle.AutoThrottle": None,
}
