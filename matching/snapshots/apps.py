from django.apps import AppConfig


class SnapshotsConfig(AppConfig):
    name = "matching.snapshots"
    label = "snapshots"
