"""What a profile refuses."""

from tools.errors import Conflict, InvalidArguments, TooLarge


class PrivateMatter(InvalidArguments):
    """Something that is not linked to the job; `details["what"]` says of which kind, `details["field"]` where.

    The CNIL's guide for recruiters (January 2023): only what has a direct and necessary link with the job is asked.
    """

    code = "private_matter"
    advice = (
        "Say why it is not kept: a photo, an age, a family, a nationality, a health or beliefs have no link with the "
        "job and open the door to discrimination. Leave it out; only if the person insists, send it again with "
        "insist=true: it is kept apart, in no CV."
    )


class ItemTooLong(TooLarge):
    """An item of more than `details["limit"]` characters."""

    code = "item_too_long"
    advice = "Shorten it, or say it in two items."


class ProfileFull(Conflict):
    """The profile holds as many items as it may, `details["limit"]`."""

    code = "profile_full"
    advice = "Remove an item first."
