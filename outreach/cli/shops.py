"""outreach shops: the presets of print shops, one of which `print --for shop --shop` takes."""

from __future__ import annotations

from outreach.cli import outside
from outreach.cli.language import _, say, translate
from outreach.cli.options import as_json, verb
from outreach.cli.output import show_json, show_table
from outreach.model.shop import Shop
from outreach.phrase import phrase
from outreach.sources.project import find_root
from outreach.sources.shops import shops

_COLUMNS = (_("Preset"), _("What it is"), _("Standard"), _("Ink %"), _("Letters"), _("Marks"),
            _("Profile"))  # fmt: skip


@verb("shops", _("A project adds its own in its shops.toml."))
@as_json
def command(as_json: bool) -> None:
    """List the presets of print shops."""
    project = outside.desk().project if find_root(outside.here()) else None
    known = shops(project).values()
    if as_json:
        show_json([_data(shop) for shop in known])
        return
    in_japanese = translate(_("en")) == "ja"  # the catalogue of each language has its own name
    show_table(
        _COLUMNS,
        [
            (shop.name, _about(shop, in_japanese), shop.standard, shop.ink_limit,
             say(phrase("shapes") if shop.outlined else phrase("fonts")),
             say(phrase("yes") if shop.marks else phrase("no")),
             shop.profile.name if shop.profile else "")
            for shop in known
        ],
    )  # fmt: skip


def _about(shop: Shop, in_japanese: bool) -> str:
    """Return what a preset says of itself, in the reader's language where it knows that."""
    mine, other = shop.japanese, shop.english
    return (mine or other) if in_japanese else (other or mine)


def _data(shop: Shop) -> dict[str, object]:
    data = {name: getattr(shop, name) for name in Shop.__slots__}
    return data | {"profile": shop.profile.name if shop.profile else None}
