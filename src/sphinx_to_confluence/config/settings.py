"""What was asked for? Every option that is no secret, resolved, typed and frozen."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sphinx_to_confluence.config import checks, coerce
from sphinx_to_confluence.config.option import FUNCTION, Group, Rebuild, option

if TYPE_CHECKING:
    import requests


@dataclass(frozen=True, kw_only=True)
class Settings:
    """The resolved settings of one build; attribute ``server_url`` is the option ``confluence_server_url``."""

    # --- essential -----------------------------------------------------------------------------------------
    publish: bool = option(
        False,
        bool,
        group=Group.ESSENTIAL,
        help="""Whether the pages are published when they have been built. Off by default: the build then only
        writes the bundle, and needs neither network nor credentials.""",
        example="True",
    )
    server_url: str | None = option(
        None,
        str,
        group=Group.ESSENTIAL,
        check=checks.server_url,
        help="""Address of Confluence. On Cloud the address of the site, with or without ``/wiki``; an address
        copied from the browser is trimmed. On Data Center the base address with its context path. Also accepted:
        an address of Atlassian's API gateway, ``https://api.atlassian.com/ex/confluence/<cloudid>/``.""",
        example="'https://example.atlassian.net/wiki'",
    )
    api_token_scoped: bool = option(
        False,
        bool,
        group=Group.ESSENTIAL,
        help="""Whether ``confluence_api_token`` is a *scoped* API token of Confluence Cloud. Scoped tokens work
        only on Atlassian's API gateway; with this flag the address of the gateway is worked out from
        ``confluence_server_url``.""",
        example="True",
    )
    space_key: str | None = option(
        None,
        str,
        group=Group.ESSENTIAL,
        check=checks.space_key,
        help="""Key of the space that gets the pages: the part after ``/spaces/`` in the address of any of its
        pages. Personal spaces start with ``~``.""",
        example="'DOC'",
    )
    parent_page: str | int | None = option(
        None,
        str,
        int,
        group=Group.ESSENTIAL,
        check=checks.page_reference,
        from_text=coerce.page,
        help="""Title or id of the page below which the documentation is put, or id of a folder on Cloud. A number
        is an id; a title that consists of digits only is given as ``'title:2024'``. Without it the pages go below
        the home page of the space.""",
        example="'Manuals'",
    )
    publish_root: int | None = option(
        None,
        int,
        group=Group.ESSENTIAL,
        check=checks.page_id,
        help="""Id of an existing page that *becomes* the page of the root document, its text included. Use either
        this or ``confluence_parent_page``.""",
        example="123456",
    )

    # --- credentials that are no secrets ---------------------------------------------------------------------
    server_user: str | None = option(
        None,
        str,
        group=Group.CREDENTIALS,
        check=checks.not_empty,
        help="""The user: on Cloud the e-mail address that belongs to the API token, on Data Center the user name
        that belongs to ``confluence_server_pass``. Leave it out for a personal access token and for tokens that
        are sent as ``Bearer``.""",
        example="'writer@example.com'",
    )
    oauth_client_id: str | None = option(
        None,
        str,
        group=Group.CREDENTIALS,
        check=checks.one_line,
        help="""Client id of the OAuth 2.0 credentials of a *service account* of Confluence Cloud;
        ``confluence_oauth_client_secret`` belongs to it. Access tokens are had with the two when pages are published,
        and replaced before they end. They work only on Atlassian's API gateway, whose address is worked out from
        ``confluence_server_url``.""",
        example="'q7Wf0cXk2mZrT9uB'",
    )
    netrc: bool = option(
        False,
        bool,
        group=Group.CREDENTIALS,
        help="""Whether a secret that no option gives is looked for in the file ``~/.netrc``, or the one that the
        environment variable ``NETRC`` names: under the host of the API (``api.atlassian.com`` for scoped tokens), then
        under that of the site. Entries for other hosts and for ``default`` are never used.""",
        example="True",
    )
    ask_user: bool = option(
        False,
        bool,
        group=Group.CREDENTIALS,
        help="Whether the user is asked for on the terminal when none is configured and pages are published.",
        example="True",
    )
    ask_password: bool = option(
        False,
        bool,
        group=Group.CREDENTIALS,
        help="""Whether the API token (Cloud) or the password (Data Center) is asked for on the terminal when pages
        are published. What is typed is not shown.""",
        example="True",
    )

    # --- endpoint --------------------------------------------------------------------------------------------
    cloud: bool | None = option(
        None,
        bool,
        group=Group.ENDPOINT,
        help="""Whether the server is Confluence Cloud. Worked out from the address by default, and when pages are
        published a host that is not Atlassian's is asked: a Cloud site answers ``/_edge/tenant_info``. Set it to
        ``True`` for a Cloud site with a domain of its own, so that the pages are built for Cloud as well; ``False``
        saves a Data Center that request.""",
        example="True",
    )
    cloud_id: str | None = option(
        None,
        str,
        group=Group.ENDPOINT,
        check=checks.cloud_id,
        help="""The cloud id of the site, a UUID. Saves the request to ``/_edge/tenant_info`` with which it is
        found out otherwise.""",
        example="'550e8400-e29b-41d4-a716-446655440000'",
    )
    api_gateway: str | None = option(
        None,
        str,
        group=Group.ENDPOINT,
        check=checks.server_url,
        help="""Address of the API gateway without the cloud id. By default Atlassian's own,
        ``https://api.atlassian.com/ex/confluence/``, or that of the US-Government or isolated cloud when the
        site is there.""",
        example="'https://api.atlassian.com/ex/confluence/'",
    )
    oauth_token_url: str | None = option(
        None,
        str,
        group=Group.ENDPOINT,
        check=checks.server_url,
        help="""Address that access tokens are had from with ``confluence_oauth_client_id``. By default Atlassian's
        own, ``https://auth.atlassian.com/oauth/token``, or that of the US-Government cloud when the site is there. The
        secret is sent to it, so set it only to a server that you trust as much.""",
        example="'https://auth.atlassian.com/oauth/token'",
    )
    allow_insecure_http: bool = option(
        False,
        bool,
        group=Group.ENDPOINT,
        help="""Whether credentials may be sent over plain ``http``, where anybody on the way can read them.
        Addresses of this very machine (``localhost``, ``127.0.0.1``) are allowed always.""",
        example="True",
    )

    # --- pages and titles --------------------------------------------------------------------------------------
    page_hierarchy: bool = option(
        True,
        bool,
        group=Group.PAGES,
        rebuild=Rebuild.PAGES,
        help="""Whether pages are nested as the toctrees of the documents are. Otherwise all pages are put side by
        side below the page of the root document.""",
        example="False",
    )
    publish_prefix: str = option(
        "",
        str,
        group=Group.PAGES,
        rebuild=Rebuild.PAGES,
        help="""Text put before the title of every page. Titles are unique in a space, so two projects, versions or
        languages in one space need a prefix or a postfix.""",
        example="'[v2] '",
    )
    publish_postfix: str = option(
        "",
        str,
        group=Group.PAGES,
        rebuild=Rebuild.PAGES,
        help="""Text put behind the title of every page. ``{hash}`` is replaced by a few characters that differ
        from document to document and never change.""",
        example="' ({hash})'",
    )
    ignore_titlefix_on_index: bool = option(
        False,
        bool,
        group=Group.PAGES,
        rebuild=Rebuild.PAGES,
        help="Whether the page of the root document goes without prefix and postfix.",
        example="True",
    )
    title_overrides: Mapping[str, str] = option(
        {},
        dict,
        group=Group.PAGES,
        rebuild=Rebuild.PAGES,
        check=checks.text_to_text,
        help="Titles for pages, by document name, instead of the titles in the documents.",
        example="{'index': 'The manual'}",
    )
    add_secnumbers: bool = option(
        True,
        bool,
        group=Group.PAGES,
        rebuild=Rebuild.PAGES,
        help="Whether headings and page titles below a ``:numbered:`` toctree show their section numbers.",
        example="False",
    )
    secnumber_suffix: str = option(
        ". ",
        str,
        group=Group.PAGES,
        rebuild=Rebuild.PAGES,
        help="Text between a section number and its title.",
        example="' '",
    )
    project_id: str | None = option(
        None,
        str,
        group=Group.PAGES,
        rebuild=Rebuild.PAGES,
        check=checks.not_empty,
        help="""Tells this project from others that publish into the same space. By default made from
        ``project``, ``language``, the prefix and the postfix. Set it before you change one of those, so that the
        pages keep their identity.""",
        example="'my-manual'",
    )
    use_index: bool | None = option(
        None,
        bool,
        group=Group.PAGES,
        rebuild=Rebuild.PAGES,
        help="""Whether there is a page with the general index, as ``genindex`` is for HTML. By default there is one
        when a toctree names ``genindex``. See :doc:`/guide/indices`.""",
        example="True",
    )
    domain_indices: bool | Sequence[str] | None = option(
        None,
        bool,
        list,
        tuple,
        group=Group.PAGES,
        rebuild=Rebuild.PAGES,
        check=checks.flag_or_list_of_text,
        from_text=coerce.flag_or_texts,
        help="""Whether there are pages with the indices of the domains, such as that of Python modules; or the names
        of those that are wanted, such as ``py-modindex``. By default there is that of Python modules when a toctree
        names ``modindex``. An index without entries has no page. See :doc:`/guide/indices`.""",
        example="['py-modindex']",
    )
    include_search: bool | None = option(
        None,
        bool,
        group=Group.PAGES,
        rebuild=Rebuild.PAGES,
        help="""Whether there is a page to search the pages of this project with. By default there is one when a
        toctree names ``search``. See :doc:`/guide/indices`.""",
        example="True",
    )
    singleconfluence_toctree: bool = option(
        False,
        bool,
        group=Group.PAGES,
        rebuild=Rebuild.PAGES,
        prefix="",
        help="""Whether the builder ``singleconfluence`` keeps the lists of links that toctrees make, before the
        documents that it puts in their place.""",
        example="True",
    )
    global_labels: tuple[str, ...] = option(
        (),
        list,
        tuple,
        group=Group.PAGES,
        rebuild=Rebuild.PAGES,
        check=checks.list_of_text,
        help="""Labels for every page, besides those that a document names in its metadata field ``labels``. A
        scoped token needs ``write:label:confluence`` and ``read:label:confluence`` for labels.""",
        example="['manual', 'generated']",
    )
    file_suffix: str = option(
        ".conf",
        str,
        group=Group.PAGES,
        rebuild=Rebuild.PAGES,
        check=checks.file_suffix,
        help="Suffix of the page bodies in the output directory.",
        example="'.xml'",
    )

    # --- look ------------------------------------------------------------------------------------------------
    editor: str | None = option(
        None,
        str,
        group=Group.LOOK,
        rebuild=Rebuild.PAGES,
        choices=("v1", "v2"),
        help="""The editor that pages are written for: ``v2`` is that of Confluence Cloud, ``v1`` that of Data
        Center. Worked out from the address by default, and ``v2`` when there is none.""",
        example="'v1'",
    )
    full_width: bool | None = option(
        None,
        bool,
        group=Group.LOOK,
        rebuild=Rebuild.PAGES,
        help="""Whether pages use the full width of the window (Cloud). Unset, the width that somebody chose on
        Confluence is left as it is.""",
        example="True",
    )
    remove_title: bool = option(
        True,
        bool,
        group=Group.LOOK,
        rebuild=Rebuild.PAGES,
        help="Whether the title of the document is left out of the body, since Confluence shows the page title.",
        example="False",
    )
    code_block_theme: str | None = option(
        None,
        str,
        group=Group.LOOK,
        rebuild=Rebuild.PAGES,
        choices=(
            "confluence",
            "django",
            "eclipse",
            "emacs",
            "fadetogrey",
            "midnight",
            "rdark",
            "default",
        ),
        help="Colours of code blocks on Data Center. Cloud has one set of colours only.",
        example="'midnight'",
    )
    lang_overrides: Mapping[str, str] | Callable[[str], str | None] = option(
        {},
        dict,
        FUNCTION,
        group=Group.LOOK,
        rebuild=Rebuild.PAGES,
        check=checks.text_to_text,
        help="""Languages of code blocks: a dictionary from the name in the document to the name that Confluence
        knows, or a function from the one to the other.""",
        example="{'pycon': 'python'}",
    )
    default_alignment: str | None = option(
        None,
        str,
        group=Group.LOOK,
        rebuild=Rebuild.PAGES,
        choices=("left", "center", "right"),
        help="Alignment of figures and images that name none.",
        example="'center'",
    )
    admonition_looks: Mapping[str, str] = option(
        {},
        dict,
        group=Group.LOOK,
        rebuild=Rebuild.PAGES,
        check=checks.admonition_looks,
        help="""What admonitions with a class of yours look like: a dictionary from the class to the name of an
        admonition of reStructuredText (``note``, ``tip``, ``important``, ``warning``, ``danger`` ...), or to a colour
        such as ``'#EAE6FF'`` for a box without an icon.""",
        example="{'legal': 'important', 'example': '#EAE6FF'}",
    )
    api_headings: str = option(
        "none",
        str,
        group=Group.LOOK,
        rebuild=Rebuild.PAGES,
        choices=("none", "outer", "all"),
        help="""Which described objects, such as classes and functions, get a heading of their own, so that the table
        of contents of a page and the search of Confluence show them: ``none``; ``outer``, those that are not members
        of another one; or ``all``.""",
        example="'outer'",
    )
    default_table_width: int | str | None = option(
        None,
        int,
        str,
        group=Group.LOOK,
        rebuild=Rebuild.PAGES,
        check=checks.length,
        from_text=str,
        help="""Width of tables that have no option ``width``: pixels, a length such as ``'20cm'``, or a share of the
        page such as ``'80%'``. By default Confluence decides; on Cloud, tables of more columns than are readable on
        the width of a page are made wider.""",
        example="'100%'",
    )
    definition_lists: str = option(
        "auto",
        str,
        group=Group.LOOK,
        rebuild=Rebuild.PAGES,
        choices=("auto", "paragraphs", "list", "table"),
        help="""How definition lists and glossaries are written on Cloud, which has none: ``paragraphs`` indents what
        a term means, as far as it is paragraphs; ``list`` makes each term a point of a list; ``table`` puts terms and
        meanings side by side, which suits glossaries. ``auto`` takes ``paragraphs`` where there is nothing else to
        indent, and ``list`` where lists, code or images are part of a meaning. In lists, cells and boxes it is
        always ``list``.""",
        example="'table'",
    )

    # --- around the text -------------------------------------------------------------------------------------
    header_file: str | None = option(
        None,
        str,
        group=Group.LOOK,
        check=checks.not_empty,
        is_path=True,
        help="""File with storage format for the top of every page, relative to the source directory. See
        :doc:`/guide/page-furniture`.""",
        example="'header.xml'",
    )
    header_data: Mapping[str, Any] | None = option(
        None,
        dict,
        group=Group.LOOK,
        rebuild=Rebuild.PAGES,
        help="""Makes ``confluence_header_file`` a template of Jinja, and gives it these values besides those of the
        page. An empty dictionary gives it the latter only.""",
        example="{'team': 'Platform & Tools'}",
    )
    footer_file: str | None = option(
        None,
        str,
        group=Group.LOOK,
        check=checks.not_empty,
        is_path=True,
        help="""File with storage format for the end of every page, relative to the source directory. See
        :doc:`/guide/page-furniture`.""",
        example="'footer.xml'",
    )
    footer_data: Mapping[str, Any] | None = option(
        None,
        dict,
        group=Group.LOOK,
        rebuild=Rebuild.PAGES,
        help="The same for ``confluence_footer_file`` as ``confluence_header_data`` for the header.",
        example="{'contact': 'docs@example.com'}",
    )
    page_generation_notice: bool | str = option(
        False,
        bool,
        str,
        group=Group.LOOK,
        rebuild=Rebuild.PAGES,
        from_text=coerce.flag_or_text,
        help="""Whether a grey line at the top of every page tells that the page is generated; or the text of that
        line.""",
        example="True",
    )
    prev_next_buttons_location: str | None = option(
        None,
        str,
        group=Group.LOOK,
        rebuild=Rebuild.PAGES,
        choices=("top", "bottom", "both"),
        help="""Where a page links to the page before it and the page after it, in the order of the toctrees.""",
        example="'bottom'",
    )
    navdocs_transform: Callable[[Any, list[str]], Iterable[str]] | None = option(
        None,
        FUNCTION,
        group=Group.LOOK,
        help="""Function that gets the builder and the list of document names in the order in which pages link to each
        other, and returns that list in another order, or a part of it.""",
        example="in_my_order",
    )
    sourcelink: Mapping[str, str] = option(
        {},
        dict,
        group=Group.LOOK,
        rebuild=Rebuild.PAGES,
        check=checks.text_to_text,
        help="""Where the sources of the pages are: every page then ends in a link to its own. A dictionary with
        ``type`` (``bitbucket``, ``codeberg``, ``github`` or ``gitlab``), ``owner``, ``repo`` and ``version``, and
        where needed ``container``, ``view``, ``host``, ``protocol`` and ``text``; or with a ``url`` in which
        ``{page}`` and ``{suffix}`` stand for the document. See :doc:`/guide/page-furniture`.""",
        example="{'type': 'github', 'owner': 'example', 'repo': 'manual', 'version': 'main', 'container': 'doc'}",
    )
    math: str = option(
        "auto",
        str,
        group=Group.LOOK,
        rebuild=Rebuild.PAGES,
        choices=("auto", "latex", "mathtext", "source"),
        help="""How formulas are shown: as images by ``latex``, as images by matplotlib (``mathtext``), which needs no
        LaTeX, or as their ``source``. ``auto`` takes the first of these that can draw the formula. Templates for
        macros go before it: see :doc:`/guide/math-and-diagrams`.""",
        example="'mathtext'",
    )

    # --- macros of apps --------------------------------------------------------------------------------------
    macro_templates: Mapping[str, str | Mapping[str, str]] = option(
        {},
        dict,
        group=Group.LOOK,
        rebuild=Rebuild.PAGES,
        check=checks.text_by_edition,
        help="""Templates for macros of marketplace apps, by name: storage format with placeholders, or a
        dictionary of one for ``'cloud'`` and one for ``'data-center'``. See :doc:`/guide/app-macros` for the names,
        the placeholders and templates that are ready to use.""",
        example="{'mermaid': '<ac:structured-macro ac:name=\"mermaid-macro\"><ac:plain-text-body>"
        "<![CDATA[{source}]]></ac:plain-text-body></ac:structured-macro>'}",
    )
    latex_macro: str | Mapping[str, str] | None = option(
        None,
        str,
        dict,
        group=Group.LOOK,
        rebuild=Rebuild.PAGES,
        check=checks.latex_macro,
        from_text=coerce.text_or_pairs,
        help="""Name of a macro that shows LaTeX in its body, for formulas; or a dictionary with ``block-macro``,
        ``inline-macro`` and, when that macro takes the formula as a parameter, ``inline-macro-param``. A short form
        of the templates ``math-block`` and ``math-inline`` in ``confluence_macro_templates``, which go before it.""",
        example="{'block-macro': 'mathblock', 'inline-macro': 'mathinline', 'inline-macro-param': 'body'}",
    )
    tab_macro: Mapping[str, str] = option(
        {},
        dict,
        group=Group.LOOK,
        rebuild=Rebuild.PAGES,
        check=checks.tab_macro,
        help="""A macro that shows one tab of a set: ``macro-name``, ``title-id`` (the parameter for the label) and,
        where the first tab needs a mark, ``primary-id`` and ``primary-value`` (a parameter and its value). A short
        form of the template ``tab`` in ``confluence_macro_templates``, which goes before it.""",
        example="{'macro-name': 'localtab', 'title-id': 'title'}",
    )

    # --- HTML ------------------------------------------------------------------------------------------------
    permit_raw_html: bool | str = option(
        False,
        bool,
        str,
        group=Group.LOOK,
        rebuild=Rebuild.PAGES,
        check=checks.macro_name_or_flag,
        from_text=coerce.flag_or_text,
        help="""Whether blocks of raw HTML are put on the pages as they are, in a macro, instead of being converted.
        ``True`` means the macro that ``confluence_html_macro`` names; a text is the name of the macro itself. Data
        Center has such a macro, but not enabled; Cloud has none, so there it takes one of an app. HTML within a line
        of text, and HTML with other content between its tags, is converted all the same.""",
        example="True",
    )
    html_macro: str | None = option(
        None,
        str,
        group=Group.LOOK,
        rebuild=Rebuild.PAGES,
        check=checks.macro_name,
        help="""Name of the macro that shows HTML, when ``confluence_permit_raw_html`` is set. By default ``html``
        on Data Center, and none on Cloud.""",
        example="'html-bobswift'",
    )

    # --- directives and roles ----------------------------------------------------------------------------------
    jira_servers: Mapping[str, Mapping[str, str]] = option(
        {},
        dict,
        group=Group.MARKUP,
        rebuild=Rebuild.ENVIRONMENT,
        check=checks.jira_servers,
        help="""The Jira servers that the directives ``jira`` and ``jira_issue`` and the role ``jira`` can name. Each
        has the ``id`` and the ``name`` of its application link on Confluence, and may have its address (``url``), with
        which other builders link to the issues. Where a document names no server, the only one here is meant; when
        there are more or none, Confluence takes its own default.""",
        example="{'main': {'id': '550e8400-e29b-41d4-a716-446655440000', 'name': 'System JIRA'}}",
    )
    mentions: Mapping[str, str] = option(
        {},
        dict,
        group=Group.MARKUP,
        rebuild=Rebuild.ENVIRONMENT,
        check=checks.text_to_text,
        help="""Names for the role ``confluence_mention``, and whom Confluence knows by them: on Cloud an account id, on
        Data Center a user name or user key.""",
        example="{'ada': '557058:550e8400-e29b-41d4-a716-446655440000'}",
    )

    # --- publishing --------------------------------------------------------------------------------------------
    max_page_size: int = option(
        5 * 1024 * 1024,
        int,
        group=Group.PUBLISHING,
        rebuild=Rebuild.PAGES,
        check=checks.positive,
        help="""Bytes that a page may have, in the form in which it is sent. Confluence refuses larger requests; on
        Data Center an administrator can raise the limit (``-Datlassian.rest.request.maxsize``). A build warns
        about larger pages and says what makes them large, and nothing is published while there is one.""",
        example="10485760",
    )
    publish_dryrun: bool = option(
        False,
        bool,
        group=Group.PUBLISHING,
        help="""Whether the plan of a publish is only shown, and written to ``_publish/plan.json`` in the output
        directory. Confluence is read, nothing is written there.""",
        example="True",
    )
    publish_force: bool = option(
        False,
        bool,
        group=Group.PUBLISHING,
        help="Whether pages are written that have not changed since the last publish.",
        example="True",
    )
    publish_onlynew: bool = option(
        False,
        bool,
        group=Group.PUBLISHING,
        help="""Whether only pages are published that are not there yet. Those that are there keep their text, their
        title and their place.""",
        example="True",
    )
    publish_allowlist: Sequence[str] | None = option(
        None,
        list,
        tuple,
        group=Group.PUBLISHING,
        check=checks.list_of_text,
        help="""The documents to publish, by name; ``*`` stands for any characters. All others are passed over: their
        pages stay as they are, do not count as gone, and are not made when there are none. By default all documents
        are published.""",
        example="['index', 'guide/*']",
    )
    publish_denylist: Sequence[str] = option(
        (),
        list,
        tuple,
        group=Group.PUBLISHING,
        check=checks.list_of_text,
        help="""Documents that are passed over, as those are that ``confluence_publish_allowlist`` does not name; goes
        before that.""",
        example="['drafts/*']",
    )
    publish_orphan: bool = option(
        True,
        bool,
        group=Group.PUBLISHING,
        help="""Whether documents have pages that no chain of toctrees leads to from the root document. Otherwise they
        are passed over, as those are that ``confluence_publish_allowlist`` does not name.""",
        example="False",
    )
    edited_pages: str = option(
        "fail",
        str,
        group=Group.PUBLISHING,
        choices=("fail", "keep", "overwrite"),
        help="""What happens to pages that somebody edited on Confluence since the last publish: ``fail`` stops
        before anything is written and names them, ``keep`` leaves their text and publishes the others,
        ``overwrite`` replaces them; the edit stays in the history of the page.""",
        example="'overwrite'",
    )
    lost_comments: str = option(
        "report",
        str,
        group=Group.PUBLISHING,
        choices=("report", "footer"),
        help="""What happens to inline comments whose words are gone when their page is updated: ``report`` names
        them, with their source line; ``footer`` also leaves them as comments below the page. That takes the scopes
        ``write:comment:confluence`` and, to say whose they were, ``read:comment:confluence``.""",
        example="'footer'",
    )
    publish_skip_commented_pages: bool | str = option(
        False,
        bool,
        str,
        group=Group.PUBLISHING,
        choices=(False, True, "ignored-resolved"),
        from_text=coerce.flag_or_text,
        help="""Whether pages with inline comments are not updated. With ``'ignored-resolved'`` those whose comments
        are all resolved are; that takes the scope ``read:comment:confluence``. Rarely needed, since comments stay on
        their words when a page is updated.""",
        example="'ignored-resolved'",
    )
    orphans: str = option(
        "report",
        str,
        group=Group.PUBLISHING,
        choices=("report", "archive", "trash"),
        help="""What happens to pages whose documents are gone: ``report`` names them and leaves them, ``archive``
        archives them (Cloud only), ``trash`` moves them to the trash of the space. Pages that somebody edited, that
        have pages of others below them, or that this project did not publish, are never removed.""",
        example="'archive'",
    )
    orphans_limit: float = option(
        0.2,
        int,
        float,
        group=Group.PUBLISHING,
        check=checks.share,
        help="""The share of the project's pages that may be archived or trashed at once, from 0 to 1; two pages
        always may. When there are more, none is removed: raise it for one run when that is meant.""",
        example="0.5",
    )
    cleanup_archive: bool = option(
        False,
        bool,
        group=Group.PUBLISHING,
        help="Another way to say ``confluence_orphans = 'archive'``.",
        example="True",
    )
    cleanup_purge: bool = option(
        False,
        bool,
        group=Group.PUBLISHING,
        help="Another way to say ``confluence_orphans = 'trash'``.",
        example="True",
    )
    append_labels: bool = option(
        True,
        bool,
        group=Group.PUBLISHING,
        help="Whether labels that somebody put on a page are kept. Otherwise they are removed.",
        example="False",
    )
    disable_notifications: bool = option(
        True,
        bool,
        group=Group.PUBLISHING,
        help="""Whether watchers get no mail about an update. Works on Data Center; Cloud takes the wish but is not
        known to follow it for pages.""",
        example="False",
    )
    watch: bool = option(
        False,
        bool,
        group=Group.PUBLISHING,
        help="Whether the user of the token goes on watching the pages that are created.",
        example="True",
    )
    publish_intersphinx: bool = option(
        True,
        bool,
        group=Group.PUBLISHING,
        help="""Whether the ``objects.inv`` that other Sphinx projects need to refer to the pages is attached to the
        root page. Publishing writes it into the output directory in any case.""",
        example="False",
    )
    version_comment: str = option(
        "",
        str,
        group=Group.PUBLISHING,
        help="""Text for the history of the pages that are written, such as a commit. Up to 150 characters are
        shown.""",
        example="'commit 4f1c2ab'",
    )

    annotations: str = option(
        "auto",
        str,
        group=Group.PUBLISHING,
        choices=("auto", "github", "gitlab", "none"),
        help="""Whether problems are shown beside the lines of a pull request: ``github`` prints commands that GitHub
        reads from the log, ``gitlab`` writes a Code Quality report, ``_publish/code-quality.json`` in the output
        directory. ``auto`` does so where ``GITHUB_ACTIONS`` or ``GITLAB_CI`` is ``true``.""",
        example="'none'",
    )
    publish_report: str | None = option(
        None,
        str,
        group=Group.PUBLISHING,
        check=checks.not_empty,
        is_path=True,
        help="""File that gets the report of a publish for programs, besides ``_publish/report.json`` in the output
        directory; relative to the source directory.""",
        example="'../confluence-report.json'",
    )
    publish_summary: str | None = option(
        None,
        str,
        group=Group.PUBLISHING,
        check=checks.not_empty,
        is_path=True,
        help="""File that gets the summary of a publish in Markdown, besides ``_publish/summary.md`` in the output
        directory; relative to the source directory. On GitHub Actions the page of the job shows it by itself.""",
        example="'../confluence-summary.md'",
    )

    # --- network ---------------------------------------------------------------------------------------------
    timeout: float = option(
        30.0,
        int,
        float,
        group=Group.NETWORK,
        check=checks.positive,
        help="Seconds to wait for a connection, and for each part of an answer.",
        example="60",
    )
    publish_workers: int = option(
        4,
        int,
        group=Group.NETWORK,
        check=checks.workers,
        help="""How many requests are under way at the same time at most, from 1 to 16; pages are written two at a time
        at most. When Confluence asks to slow down there are fewer, until it answers well again. More than the default
        rarely helps: it is in line with Atlassian's limits for the requests of one account.""",
        example="1",
    )
    publish_delay: float = option(
        0.0,
        int,
        float,
        group=Group.NETWORK,
        check=checks.not_negative,
        help="""Seconds from the beginning of one request to that of the next, for servers that bear little. Confluence
        says by itself when there are too many, so this is rarely needed.""",
        example="0.5",
    )
    publish_retry_attempts: int = option(
        4,
        int,
        group=Group.NETWORK,
        check=checks.not_negative,
        help="How often a request is sent again when Confluence is busy or the connection broke, where that is safe.",
        example="6",
    )
    publish_retry_duration: float = option(
        2.0,
        int,
        float,
        group=Group.NETWORK,
        check=checks.not_negative,
        help="""Seconds before the first repetition; doubled each time, up to 30. What Confluence says itself
        (``Retry-After``) goes first.""",
        example="5",
    )
    ca_cert: str | None = option(
        None,
        str,
        group=Group.NETWORK,
        check=checks.not_empty,
        is_path=True,
        help="File or directory with the certificates of the authorities to trust; relative to the source directory.",
        example="'corporate-ca.pem'",
    )
    client_cert: str | tuple[str, str] | None = option(
        None,
        str,
        tuple,
        list,
        group=Group.NETWORK,
        check=checks.client_cert,
        from_text=coerce.file_or_pair,
        is_path=True,
        help="""Client certificate: one file with certificate and key, or the two files. Relative to the source
        directory.""",
        example="('client.pem', 'client.key')",
    )
    disable_ssl_validation: bool = option(
        False,
        bool,
        group=Group.NETWORK,
        help="""Whether certificates are not checked. Anybody on the way can then take the token: name the
        authority with ``confluence_ca_cert`` instead.""",
        example="True",
    )
    proxy: str | None = option(
        None,
        str,
        group=Group.NETWORK,
        check=checks.proxy,
        help="""Address of the proxy for all requests. By default the environment decides (``HTTPS_PROXY``,
        ``NO_PROXY``). A user and password for the proxy belong into ``confluence_proxy_auth``.""",
        example="'http://proxy.example.com:3128'",
    )
    request_session_override: Callable[[requests.Session], Any] | None = option(
        None,
        FUNCTION,
        group=Group.NETWORK,
        help="""Function that gets the ``requests.Session`` before its first use, to log in through a single
        sign-on for instance. It may change the session or return another one. It is called for every connection that
        is used at the same time (:confval:`confluence_publish_workers`), or has all of them take turns with one
        session by returning the same one each time.""",
        example="prepare_session",
    )
    disable_env_conf: bool = option(
        False,
        bool,
        group=Group.NETWORK,
        help="Whether ``CONFLUENCE_*`` environment variables are ignored.",
        example="True",
    )

    @property
    def gateway_only(self) -> bool:
        """Whether the credentials work on the API gateway of Confluence Cloud, and not on the address of the site."""
        return self.api_token_scoped or self.oauth_client_id is not None
