"""Which two, which of them stays, and why."""

from django import forms
from django.utils.translation import gettext_lazy as _

MOST = 2**63 - 1


class MergeForm(forms.Form):
    kind = forms.ChoiceField(choices=[("person", "person"), ("place", "place")], widget=forms.HiddenInput)
    first = forms.IntegerField(min_value=1, max_value=MOST, widget=forms.HiddenInput)
    other = forms.IntegerField(min_value=1, max_value=MOST, widget=forms.HiddenInput)
    stays = forms.ChoiceField(
        label=_("Which one stays"),
        choices=[("first", _("The older record")), ("other", _("The newer record"))],
        widget=forms.RadioSelect,
    )
    words = forms.CharField(label=_("Why they are the same"), max_length=2000, widget=forms.Textarea({"rows": 2}))

    def ends(self) -> dict[str, int]:
        first, other = self.cleaned_data["first"], self.cleaned_data["other"]
        keep, drop = (first, other) if self.cleaned_data["stays"] == "first" else (other, first)
        return {"keep_id": keep, "drop_id": drop}
