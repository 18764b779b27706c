"""What an error of requests or urllib3 means for the one who asked for a file: no effects here."""

from __future__ import annotations

import requests
import urllib3

from warlosses.fetching.trouble import BROWSER, Trouble

_CERTIFICATE = (
    "check this computer's date; where a company's proxy signs pages itself, give its certificate "
    "(REQUESTS_CA_BUNDLE=FILE)"
)
_PROXY = "check the proxy that the environment names (HTTPS_PROXY, HTTP_PROXY, ALL_PROXY)"
_SOCKS = "install it (pip install 'requests[socks]'), or name another proxy (ALL_PROXY)"
_BUNDLE = "mend or unset REQUESTS_CA_BUNDLE (or CURL_CA_BUNDLE)"


def trouble_of(error: Exception) -> Trouble | None:  # noqa: PLR0911  a table of kinds
    """Return what went wrong with a request; None where it was not the request.

    Examples
    --------
    >>> trouble_of(requests.exceptions.SSLError("self-signed")).again
    False
    >>> trouble_of(requests.exceptions.ConnectionError("reset")).again
    True
    """
    kinds = requests.exceptions
    match error:
        case kinds.SSLError():
            return Trouble(f"no secure connection ({error})", _CERTIFICATE)
        case kinds.ProxyError():
            return Trouble(f"no way through the proxy ({error})", _PROXY, again=True)
        case kinds.InvalidProxyURL():
            return Trouble(f"a proxy's address that is none ({error})", _PROXY)
        case kinds.InvalidSchema() if "SOCKS" in str(error):
            return Trouble(f"a SOCKS proxy and no library for it ({error})", _SOCKS)
        case requests.Timeout() | urllib3.exceptions.TimeoutError():
            return Trouble(f"no answer in time ({error})", again=True)
        case requests.ConnectionError() | urllib3.exceptions.HTTPError():
            return Trouble(f"a broken connection ({error})", again=True)
        case requests.RequestException() | ValueError():
            return Trouble(f"a request that cannot be made ({error})", BROWSER)
        case OSError() if "CA certificate bundle" in str(error):  # requests' own check
            return Trouble(f"no list of certificates ({error})", _BUNDLE)
    return None
