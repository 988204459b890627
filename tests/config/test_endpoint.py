"""The resolver: from a configured address to the addresses of the API and of the site."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from sphinx_to_confluence.config.endpoint import (
    Endpoint,
    Flavour,
    Silence,
    TenantAnswer,
    endpoint_of,
    expected_flavour,
    gateway_endpoint_for,
    resolve,
)
from sphinx_to_confluence.config.settings import Settings
from sphinx_to_confluence.errors import ConfigurationError, EndpointError

ID = "550e8400-e29b-41d4-a716-446655440000"
OTHER_ID = "11111111-2222-3333-4444-555555555555"
GATEWAY = "https://api.atlassian.com/ex/confluence/"
SITE = "https://example.atlassian.net"


@dataclass
class Asked:
    """Stands for the network: gives one answer and remembers what was asked."""

    answer: TenantAnswer = field(
        default_factory=lambda: TenantAnswer(
            status=200, content_type="application/json", text=f'{{"cloudId":"{ID}"}}'
        )
    )
    urls: list[str] = field(default_factory=list)

    def __call__(self, url):
        """Answer as the site does."""
        self.urls.append(url)
        return self.answer


def resolved(url, fetch=None, **options):
    """Resolve with everything at its default that is not given; any request is an error unless ``fetch`` is."""

    def nobody_asks(url):
        raise AssertionError(f"{url} was asked")

    defaults = {
        "scoped": False,
        "cloud": None,
        "cloud_id": None,
        "gateway": None,
        "allow_insecure_http": False,
    }
    return resolve(url, **{**defaults, **options}, fetch_tenant_info=fetch or nobody_asks)


def cloud(api_base, site_base, *notices, cloud_id=None):
    """An endpoint of Confluence Cloud."""
    return Endpoint(api_base, site_base, Flavour.CLOUD, cloud_id, notices)


def data_center(base, *notices):
    """An endpoint of Data Center."""
    return Endpoint(base, base, Flavour.DATA_CENTER, None, notices)


def nothing_there():
    """What a server answers that is no Cloud site."""
    return Asked(TenantAnswer(status=404, content_type="text/html", text="<h1>Not Found</h1>"))


def more_than_site(base):
    """The notice of an address that was trimmed."""
    return f"confluence_server_url is more than the address of the site; {base} is used."


SPELLINGS = [
    # configured, origin, whether something was trimmed
    ("https://example.atlassian.net", SITE, False),
    ("https://example.atlassian.net/", SITE, False),
    ("https://example.atlassian.net//", SITE, False),
    ("https://example.atlassian.net/wiki", SITE, False),
    ("https://example.atlassian.net/wiki/", SITE, False),
    ("https://example.atlassian.net/wiki//", SITE, False),
    ("  https://example.atlassian.net/wiki\n", SITE, False),
    ("HTTPS://EXAMPLE.Atlassian.NET/wiki", SITE, False),
    ("https://example.atlassian.net./wiki", SITE, False),
    ("https://example.atlassian.net:443/wiki", SITE, False),
    ("https://example.atlassian.net:8443/wiki", "https://example.atlassian.net:8443", False),
    ("https://example.atlassian.net/wiki/spaces/DOC/overview", SITE, True),
    ("https://example.atlassian.net/wiki/spaces/DOC/pages/1/A+b?focusedId=2#x", SITE, True),
    ("https://example.atlassian.net/wiki/rest/api", SITE, True),
    ("https://example.atlassian.net/wiki/api/v2/", SITE, True),
    ("https://example.atlassian.net/jira/software", SITE, True),
    ("https://example.atlassian.net/wiki?a=b", SITE, True),
    ("https://example.jira.com/wiki", "https://example.jira.com", False),
]


@pytest.mark.parametrize(("url", "origin", "trimmed"), SPELLINGS)
def test_every_spelling_of_a_cloud_site_leads_to_the_site(url, origin, trimmed):
    """Without the flag the API is that of the site, and nobody is asked for the cloud id."""
    notices = [more_than_site(f"{origin}/wiki/")] if trimmed else []
    assert resolved(url) == cloud(f"{origin}/", f"{origin}/wiki/", *notices)


@pytest.mark.parametrize(("url", "origin", "trimmed"), SPELLINGS)
def test_every_spelling_of_a_cloud_site_leads_a_scoped_token_to_the_gateway(url, origin, trimmed):
    """With the flag the site's own origin is asked for the cloud id, once; people still see the site."""
    fetch = Asked()
    notices = [more_than_site(f"{origin}/wiki/")] if trimmed else []
    endpoint = resolved(url, fetch, scoped=True)
    assert endpoint == cloud(f"{GATEWAY}{ID}/", f"{origin}/wiki/", *notices, cloud_id=ID)
    assert fetch.urls == [f"{origin}/_edge/tenant_info"]


@pytest.mark.parametrize("scoped", [False, True])
@pytest.mark.parametrize("tail", ["", "/", "/wiki", "/wiki/"])
@pytest.mark.parametrize(
    "gateway",
    [
        "https://api.atlassian.com/ex/confluence/",
        "https://api.atlassian-us-gov-mod.com/ex/confluence/",
        "https://api.acme.atlassian-isolated.net/ex/confluence/",
        "http://127.0.0.1:8123/ex/confluence/",
    ],
)
def test_a_gateway_given_by_hand_is_used_as_it_is(gateway, tail, scoped):
    """With and without ``/wiki``, with and without the flag: no tenant request; the site is learnt later."""
    assert resolved(f"{gateway}{ID}{tail}", scoped=scoped) == cloud(
        f"{gateway}{ID}/", None, cloud_id=ID
    )


def test_a_gateway_at_an_address_of_ones_own_is_recognised_by_the_option():
    """A proxy of the company may put the gateway anywhere."""
    url = f"https://proxy.example.com/atlassian/{ID}"
    assert resolved(url, gateway="https://proxy.example.com/atlassian") == cloud(
        f"https://proxy.example.com/atlassian/{ID}/", None, cloud_id=ID
    )


@pytest.mark.parametrize("tail", ["/wiki/rest/api", "/wiki/api/v2/pages", "/rest/api", "/wiki?x=1"])
def test_a_gateway_by_hand_is_trimmed_with_a_notice(tail):
    """What stands behind the cloud id is ours to add."""
    base = f"{GATEWAY}{ID}/"
    notice = f"confluence_server_url is more than the address of the gateway; {base} is used."
    assert resolved(f"{GATEWAY}{ID}{tail}") == cloud(base, None, notice, cloud_id=ID)


def test_cloud_ids_are_compared_and_used_in_lower_case():
    """Upper and lower case make no other site."""
    expected = cloud(f"{GATEWAY}{ID}/", None, cloud_id=ID)
    assert resolved(f"{GATEWAY}{ID.upper()}", cloud_id=ID.upper()) == expected


def test_the_cloud_id_may_be_given_beside_the_gateway():
    """The address of the gateway and the option say it together."""
    assert resolved(GATEWAY, cloud_id=ID) == cloud(f"{GATEWAY}{ID}/", None, cloud_id=ID)


def test_a_known_cloud_id_saves_the_tenant_request():
    """Nobody is asked for what is configured."""
    endpoint = resolved(SITE, scoped=True, cloud_id=ID)
    assert endpoint == cloud(f"{GATEWAY}{ID}/", f"{SITE}/wiki/", cloud_id=ID)


@pytest.mark.parametrize(
    ("url", "gateway"),
    [
        (
            "https://agency.atlassian-us-gov-mod.net/wiki",
            "https://api.atlassian-us-gov-mod.com/ex/confluence/",
        ),
        ("https://example.jira.com", GATEWAY),
    ],
)
def test_each_part_of_the_cloud_has_its_own_gateway(url, gateway):
    """Government sites never go through the commercial gateway."""
    assert resolved(url, Asked(), scoped=True).api_base == f"{gateway}{ID}/"


@pytest.mark.parametrize(
    "host", ["acme.atlassian-isolated.net", "docs.acme.atlassian-isolated.net"]
)
def test_the_gateway_of_the_isolated_cloud_stays_in_the_customers_domain(host):
    """It is a guess, which the notice says; it never leaves what belongs to Atlassian."""
    base = f"https://{host}/wiki/"
    gateway = "https://api.acme.atlassian-isolated.net/ex/confluence/"
    assert resolved(f"https://{host}", Asked(), scoped=True) == cloud(
        f"{gateway}{ID}/",
        base,
        f"The address of the API gateway for {host} is not documented; {gateway} is tried. "
        "If that is wrong, set confluence_api_gateway.",
        cloud_id=ID,
    )


@pytest.mark.parametrize(
    "gateway",
    ["https://gateway.example.com/ex/confluence", "https://gateway.example.com/ex/confluence/"],
)
def test_a_configured_gateway_replaces_atlassians(gateway):
    """``confluence_api_gateway`` with and without a slash at the end."""
    endpoint = resolved(SITE, Asked(), scoped=True, gateway=gateway)
    assert endpoint.api_base == f"https://gateway.example.com/ex/confluence/{ID}/"


def test_a_custom_domain_is_cloud_when_the_option_says_so():
    """``confluence_cloud = True``, without and with the flag."""
    url = "https://wiki.example.com/wiki/spaces/DOC"
    base = "https://wiki.example.com/wiki/"
    fetch = Asked()
    assert resolved(url, cloud=True) == cloud(
        "https://wiki.example.com/", base, more_than_site(base)
    )
    assert resolved(url, fetch, cloud=True, scoped=True) == cloud(
        f"{GATEWAY}{ID}/", base, more_than_site(base), cloud_id=ID
    )
    assert fetch.urls == ["https://wiki.example.com/_edge/tenant_info"]


def test_a_custom_domain_is_cloud_when_it_answers_tenant_info():
    """The scoped flag on a host that is not Atlassian's: the site is asked, and its answer decides."""
    fetch = Asked()
    assert resolved("https://wiki.example.com", fetch, scoped=True) == cloud(
        f"{GATEWAY}{ID}/", "https://wiki.example.com/wiki/", cloud_id=ID
    )
    assert fetch.urls == ["https://wiki.example.com/_edge/tenant_info"]


@pytest.mark.parametrize(
    "url",
    [
        "https://wiki.example.com",
        "https://wiki.example.com/wiki",
        "https://wiki.example.com/wiki/spaces/DOC/overview",
    ],
)
def test_a_custom_domain_is_asked_without_the_flag_as_well(url):
    """What answers with a cloud id is Cloud: the site is used as it is, and its cloud id is known."""
    fetch = Asked()
    base = "https://wiki.example.com/wiki/"
    notices = [more_than_site(base)] if "spaces" in url else []
    assert resolved(url, fetch) == cloud("https://wiki.example.com/", base, *notices, cloud_id=ID)
    assert fetch.urls == ["https://wiki.example.com/_edge/tenant_info"]


@pytest.mark.parametrize(
    "answer",
    [
        TenantAnswer(status=404),
        TenantAnswer(status=302, location="https://wiki.example.com/login.action"),
        TenantAnswer(status=200, content_type="text/html", text="<h1>Log in</h1>"),
        TenantAnswer(status=200, content_type="application/json", text='{"cloudId": "x"}'),
        TenantAnswer(status=500, text=f'{{"cloudId": "{ID}"}}'),
        TenantAnswer(silence=Silence.TIMEOUT),
    ],
)
def test_any_other_answer_is_that_of_a_data_center(answer):
    """Nobody is troubled with it, since a Data Center need not know the question."""
    fetch = Asked(answer)
    base = "https://wiki.example.com/wiki/"
    assert resolved(base, fetch) == data_center(base)
    assert fetch.urls == ["https://wiki.example.com/_edge/tenant_info"]


@pytest.mark.parametrize(
    ("url", "options"),
    [
        ("https://wiki.example.com/", {"cloud": False}),
        ("https://wiki.example.com/confluence/", {}),
        ("http://127.0.0.1:8090/confluence/", {}),
    ],
)
def test_what_can_only_be_data_center_is_not_asked(url, options):
    """The option saves the request, and so does a path that no Cloud site has."""
    assert resolved(url, **options) == data_center(url)


def test_a_cloud_id_says_that_a_custom_domain_is_cloud():
    """Only Cloud sites have one."""
    assert resolved("https://wiki.example.com", cloud_id=ID) == cloud(
        "https://wiki.example.com/", "https://wiki.example.com/wiki/", cloud_id=ID
    )


def test_the_sandbox_on_a_loopback_address_is_asked_like_a_custom_domain():
    """Plain http to this very machine, with the gateway on the same port."""
    fetch = Asked()
    gateway = "http://127.0.0.1:8123/ex/confluence/"
    endpoint = resolved("http://127.0.0.1:8123/wiki", fetch, scoped=True, gateway=gateway)
    assert endpoint == cloud(f"{gateway}{ID}/", "http://127.0.0.1:8123/wiki/", cloud_id=ID)
    assert fetch.urls == ["http://127.0.0.1:8123/_edge/tenant_info"]


@pytest.mark.parametrize(
    ("url", "base"),
    [
        ("https://wiki.example.com", "https://wiki.example.com/"),
        ("https://example.com/confluence", "https://example.com/confluence/"),
        ("https://example.com/a/b/", "https://example.com/a/b/"),
        # Data Center may be at /wiki, too: the path never tells the product.
        ("https://example.com/wiki", "https://example.com/wiki/"),
        ("https://EXAMPLE.com:8443/Wiki", "https://example.com:8443/Wiki/"),
        ("https://[2001:db8::1]:8090/confluence", "https://[2001:db8::1]:8090/confluence/"),
        # The dot of the suffix counts, and so does what stands before it.
        ("https://evilatlassian.net/wiki", "https://evilatlassian.net/wiki/"),
        ("https://atlassian.net.example.com", "https://atlassian.net.example.com/"),
        ("https://example.com/display", "https://example.com/display/"),
    ],
)
def test_any_other_host_is_data_center_with_its_context_path(url, base):
    """The path of the address is kept: it is part of every call."""
    assert resolved(url, nothing_there()) == data_center(base)


@pytest.mark.parametrize(
    "tail",
    [
        "/display/DOC/Page",
        "/display/DOC/Page?src=sidebar#a",
        "/pages/viewpage.action?pageId=1",
        "/spaces/DOC/pages/1/x",
        "/spaces/viewspace.action?key=DOC",
        "/dashboard.action",
        "/x/AbCd",
        "/rest",
        "/rest/api/",
        "/rest/api/content?limit=1",
        "/api/v2",
        "/download/attachments/1/a.png",
        "/plugins/servlet/mobile",
        "?key=1",
    ],
)
@pytest.mark.parametrize("context", ["", "/confluence", "/wiki"])
def test_an_address_of_data_center_is_trimmed_to_its_base(context, tail):
    """Copied from the browser, or with the path of the API at its end."""
    base = f"https://example.com{context}/"
    url = f"https://example.com{context}{tail}"
    assert resolved(url, nothing_there()) == data_center(base, more_than_site(base))


def told(error):
    """The whole message."""
    return str(error.value)


def test_a_scoped_token_for_data_center_is_refused_with_the_reason():
    """Scoped tokens need the gateway, and Data Center has none."""
    with pytest.raises(ConfigurationError) as error:
        resolved("https://example.com/confluence", cloud=False, scoped=True)
    assert told(error) == (
        "confluence_api_token_scoped is on, but confluence_cloud = False says that the server is a Data Center.\n"
        "  Scoped API tokens exist on Confluence Cloud only: they work on Atlassian's API gateway, and Data Center "
        "has none.\n"
        "  On Data Center use a personal access token (confluence_publish_token) without the flag; for a Cloud site "
        "remove confluence_cloud."
    )


def test_a_scoped_token_for_what_turns_out_to_be_data_center_is_refused_with_the_reason():
    """Nothing says what the host is, so it is asked, and it answers as no Cloud site does."""
    fetch = Asked(TenantAnswer(status=404, content_type="text/html", text="<h1>Not Found</h1>"))
    with pytest.raises(EndpointError) as error:
        resolved("https://example.com/confluence", fetch, scoped=True)
    assert told(error) == (
        "could not find out the cloud id with GET https://example.com/_edge/tenant_info.\n"
        "  It answered 404, text/html: <h1>Not Found</h1>\n"
        "  There is no Confluence Cloud site at this address.\n"
        "  Check confluence_server_url: it has to be the address of the site, such as "
        "https://example.atlassian.net/wiki. Or open https://example.com/_edge/tenant_info in a browser and set the "
        "address of the gateway by hand, with the cloudId shown there: confluence_server_url = "
        "'https://api.atlassian.com/ex/confluence/<cloudId>/'. If the server is a Data Center, turn "
        "confluence_api_token_scoped off: scoped tokens exist on Confluence Cloud only, since they work on Atlassian's "
        "API gateway and Data Center has none. The same goes for confluence_oauth_client_id."
    )


@pytest.mark.parametrize(
    ("url", "options", "message"),
    [
        (
            SITE,
            {"cloud": False},
            "confluence_cloud = False says that the server is a Data Center, but example.atlassian.net is a host of "
            "Confluence Cloud.\n  Remove confluence_cloud, or correct the other option.",
        ),
        (
            "https://example.com",
            {"cloud": False, "cloud_id": ID},
            "confluence_cloud = False says that the server is a Data Center, but confluence_cloud_id is set.\n"
            "  Remove confluence_cloud, or correct the other option.",
        ),
        (
            f"{GATEWAY}{ID}",
            {"cloud_id": OTHER_ID},
            "confluence_server_url and confluence_cloud_id name different cloud ids.\n"
            "  Remove confluence_cloud_id: the address says it all.",
        ),
        (
            SITE,
            {"scoped": True, "gateway": f"{GATEWAY}{ID}/"},
            "confluence_api_gateway holds a cloud id.\n"
            "  It is the part of the address before the cloud id, which is added to it.\n"
            "  Leave the id out, or give the whole address as confluence_server_url instead.",
        ),
        (
            "http://wiki.example.com",
            {},
            "confluence_server_url is a plain http address, http://wiki.example.com.\n"
            "  Everybody on the way could read the credentials.\n"
            "  Use https. If there is no other way, confluence_allow_insecure_http = True permits it.",
        ),
        (
            SITE,
            {"scoped": True, "gateway": "http://gateway.example.com/"},
            "confluence_api_gateway is a plain http address, http://gateway.example.com.\n"
            "  Everybody on the way could read the credentials.\n"
            "  Use https. If there is no other way, confluence_allow_insecure_http = True permits it.",
        ),
        (
            "https://writer:s3cret@example.atlassian.net/wiki",
            {},
            "confluence_server_url holds a user name or a token before the '@'; "
            "credentials have options of their own.\n"
            "  Give an address such as https://example.atlassian.net/wiki.",
        ),
    ],
)
def test_options_that_cannot_be_right_are_refused(url, options, message):
    """Each with what to do, and before anybody is asked."""
    with pytest.raises(ConfigurationError) as error:
        resolved(url, **options)
    assert told(error) == message


@pytest.mark.parametrize(
    "path", ["", "/wiki", "/ex/jira/" + ID, "/ex/confluence/", "/ex/confluence/example"]
)
def test_a_gateway_without_a_cloud_id_is_refused_with_both_ways_out(path):
    """The address of the site, or the cloud id from the browser."""
    with pytest.raises(EndpointError) as error:
        resolved(f"https://api.atlassian.com{path}", scoped=True)
    assert told(error) == (
        "confluence_server_url is on Atlassian's API gateway, but holds no cloud id.\n"
        "  Such an address looks like https://api.atlassian.com/ex/confluence/550e8400-e29b-41d4-a716-446655440000/; "
        "the cloud id is a UUID.\n"
        "  Set confluence_server_url to the address of the site (https://example.atlassian.net/wiki) and "
        "confluence_api_token_scoped = True. Or open https://<your site>/_edge/tenant_info in a browser and put the "
        "cloudId shown there behind https://api.atlassian.com/ex/confluence/"
    )


@pytest.mark.parametrize(
    "url",
    [
        "http://localhost:8090/confluence",
        "http://127.0.0.1:8090/confluence",
        "http://127.8.9.10/confluence",
        "http://[::1]:8090/confluence",
        "http://wiki.localhost/confluence",
    ],
)
def test_plain_http_is_for_this_very_machine(url):
    """Loopback addresses need no permission."""
    assert resolved(url) == data_center(f"{url}/")


@pytest.mark.parametrize(
    "url",
    [
        "http://localhost.example.com",
        "http://127.0.0.1.example.com",
        "http://0.0.0.0",
        "http://10.0.0.1",
        "http://2130706433",
        "http://[::ffff:10.0.0.1]",
    ],
)
def test_what_only_looks_like_this_machine_is_not(url):
    """No name or number that merely resembles a loopback address gets credentials over plain http."""
    with pytest.raises(ConfigurationError, match="is a plain http address"):
        resolved(url)


def test_plain_http_elsewhere_needs_the_option():
    """``confluence_allow_insecure_http`` permits it for every flavour."""
    endpoint = resolved("http://wiki.example.com/confluence", allow_insecure_http=True)
    assert endpoint == data_center("http://wiki.example.com/confluence/")


NOT_CLOUD = (
    "A Confluence Cloud site does not answer like that: a login page or a proxy may be in between, or it is another "
    "server."
)
NO_SUCH_SITE = "There is no Confluence Cloud site at this address."


@pytest.mark.parametrize(
    ("answer", "answered", "cause"),
    [
        (
            TenantAnswer(silence=Silence.DNS, detail="Name or service not known"),
            "The name of the host is not known (Name or service not known).",
            "The address is misspelt, or this machine cannot look up names outside its own network.",
        ),
        (
            TenantAnswer(silence=Silence.TIMEOUT),
            "No answer came in time.",
            "A firewall swallows the request, or a proxy has to be configured (confluence_proxy).",
        ),
        (
            TenantAnswer(silence=Silence.TLS, detail="self-signed certificate"),
            "No secure connection could be made: the certificate of the server is not trusted, or TLS failed "
            "(self-signed certificate).",
            "A proxy puts its own certificate in between (name its authority with confluence_ca_cert), or the host is "
            "another one than it seems.",
        ),
        (
            TenantAnswer(silence=Silence.PROXY, detail="407"),
            "The proxy did not let the request through (407).",
            "The proxy is the wrong one, or asks for a password (confluence_proxy_auth).",
        ),
        (
            TenantAnswer(),
            "No connection could be made, or it broke.",
            "The address or its port is wrong, a firewall is in the way, or a proxy has to be configured "
            "(confluence_proxy).",
        ),
        (
            TenantAnswer(status=404, content_type="application/json", text='{"code":404}'),
            'It answered 404, application/json: {"code":404}',
            NO_SUCH_SITE,
        ),
        (
            TenantAnswer(status=500),
            "It answered 500, without a type, with nothing in it.",
            "The server has a problem; it may be gone in a few minutes.",
        ),
        (
            TenantAnswer(
                status=302, content_type="text/html", location="https://id.example.com/login?a=1"
            ),
            "It answered 302, text/html, redirecting to https://id.example.com/login?a=1 (redirects are not followed).",
            "A login page or a proxy may be in between, or the site has moved.",
        ),
        (
            TenantAnswer(
                status=200, content_type="text/html; charset=utf-8", text="<html>\n <b>Hi</b>"
            ),
            "It answered 200, text/html: <html> <b>Hi</b>",
            NOT_CLOUD,
        ),
        (
            TenantAnswer(status=200, content_type="application/json", text=f'["{ID}"]'),
            f'It answered 200, application/json: ["{ID}"]',
            NOT_CLOUD,
        ),
        (
            TenantAnswer(status=200, content_type="application/json", text='{"id": 1}'),
            'It answered 200, application/json: {"id": 1}',
            f"There is no 'cloudId' in it. {NOT_CLOUD}",
        ),
        (
            TenantAnswer(
                status=200, content_type="application/json", text='{"cloudId": "../evil"}'
            ),
            "Its 'cloudId' is ../evil, which is no UUID.",
            NOT_CLOUD,
        ),
        (
            TenantAnswer(status=200, content_type="application/json", text='{"cloudId": null}'),
            "Its 'cloudId' is None, which is no UUID.",
            NOT_CLOUD,
        ),
        (
            TenantAnswer(
                status=200, content_type="application/json", text=f'{{"cloudId": "{ID}/../x"}}'
            ),
            f"Its 'cloudId' is {ID}/../x, which is no UUID.",
            NOT_CLOUD,
        ),
        (
            TenantAnswer(
                status=403, content_type="\x1b[31mred", text="\x1b[2J" + "flood " * 100_000
            ),
            "It answered 403, [31mred: [2J" + ("flood " * 100)[:97] + " …",
            NO_SUCH_SITE,
        ),
        (
            TenantAnswer(status=200, content_type="application/json", text="[" * 60_000),
            "It answered 200, application/json: " + "[" * 100 + " …",
            NOT_CLOUD,
        ),
    ],
)
def test_an_answer_of_no_use_is_told_with_both_ways_out(answer, answered, cause):
    """What was asked, what came back, and what to do: check the address, or set the gateway by hand."""
    with pytest.raises(EndpointError) as error:
        resolved(SITE, Asked(answer), scoped=True)
    assert told(error) == (
        "could not find out the cloud id with GET https://example.atlassian.net/_edge/tenant_info.\n"
        f"  {answered}\n"
        f"  {cause}\n"
        "  Check confluence_server_url: it has to be the address of the site, such as "
        "https://example.atlassian.net/wiki. Or open https://example.atlassian.net/_edge/tenant_info in a browser and "
        "set the address of the gateway by hand, with the cloudId shown there: confluence_server_url = "
        "'https://api.atlassian.com/ex/confluence/<cloudId>/'."
    )


def test_json_counts_whatever_type_it_claims_to_be():
    """Some proxies relabel the answer; what is in it decides, and a cloud id in upper case is taken."""
    answer = TenantAnswer(
        status=200, content_type="text/plain", text=f'{{"cloudId":"{ID.upper()}"}}'
    )
    assert resolved(SITE, Asked(answer), scoped=True).cloud_id == ID


def test_the_gateway_is_found_for_a_site_that_turned_the_token_away():
    """The detour for an unset flag: one tenant request, and the lines that save it the next time."""
    fetch = Asked()
    settings = Settings(server_url=f"{SITE}/wiki/spaces/DOC")
    site = endpoint_of(settings, fetch)
    assert gateway_endpoint_for(site, settings, fetch) == cloud(
        f"{GATEWAY}{ID}/",
        f"{SITE}/wiki/",
        "The site turned the token away and Atlassian's API gateway is used instead: the token is a scoped one. "
        "Put these lines into conf.py to save the detour: confluence_api_token_scoped = True, "
        f"confluence_cloud_id = '{ID}'",
        cloud_id=ID,
    )
    assert fetch.urls == [f"{SITE}/_edge/tenant_info"]


def test_the_detour_for_a_custom_domain_asks_its_origin():
    """A Cloud site with a domain of its own is taken for Data Center until it answers tenant info."""
    fetch = Asked()
    settings = Settings(server_url="https://wiki.example.com/wiki")
    endpoint = gateway_endpoint_for(endpoint_of(settings, fetch), settings, fetch)
    assert (endpoint.api_base, endpoint.site_base, endpoint.flavour) == (
        f"{GATEWAY}{ID}/",
        "https://wiki.example.com/wiki/",
        Flavour.CLOUD,
    )
    assert fetch.urls == ["https://wiki.example.com/_edge/tenant_info"]


def test_a_data_center_has_no_detour():
    """It does not tell a cloud id, so that the first answer stands."""
    settings = Settings(server_url="https://example.com/confluence")
    fetch = Asked(TenantAnswer(status=404))
    with pytest.raises(EndpointError):
        gateway_endpoint_for(endpoint_of(settings, fetch), settings, fetch)


def test_every_setting_of_the_endpoint_reaches_the_resolver():
    """The settings and the arguments of the resolver belong together."""
    settings = Settings(
        server_url="http://wiki.example.com",
        api_token_scoped=True,
        cloud=True,
        cloud_id=ID,
        api_gateway="http://gateway.example.com/x",
        allow_insecure_http=True,
    )
    assert endpoint_of(settings, Asked()) == cloud(
        f"http://gateway.example.com/x/{ID}/", "http://wiki.example.com/wiki/", cloud_id=ID
    )


def test_without_an_address_there_is_no_endpoint():
    """The message says which option to set."""
    with pytest.raises(ConfigurationError) as error:
        endpoint_of(Settings(), Asked())
    assert told(error) == (
        "there is no address of Confluence.\n"
        "  Set confluence_server_url, such as confluence_server_url = 'https://example.atlassian.net/wiki'. "
        "A job without a conf.py needs it in the environment: CONFLUENCE_SERVER_URL."
    )


@pytest.mark.parametrize(
    ("settings", "flavour"),
    [
        (Settings(), None),
        (Settings(cloud=False), Flavour.DATA_CENTER),
        (Settings(cloud=True), Flavour.CLOUD),
        (Settings(server_url=SITE), Flavour.CLOUD),
        (Settings(server_url=f"{GATEWAY}{ID}"), Flavour.CLOUD),
        (Settings(server_url="https://example.com/wiki"), Flavour.DATA_CENTER),
        (Settings(server_url="https://example.com/wiki", cloud=True), Flavour.CLOUD),
        (Settings(server_url="https://example.com", cloud_id=ID), Flavour.CLOUD),
        (Settings(server_url="https://example.com", api_token_scoped=True), Flavour.CLOUD),
        (
            Settings(server_url=f"https://p.example.com/{ID}", api_gateway="https://p.example.com"),
            Flavour.DATA_CENTER,
        ),
    ],
)
def test_the_product_is_told_without_a_request(settings, flavour):
    """For a build that does not publish: what the editor will most likely be."""
    assert expected_flavour(settings) is flavour
