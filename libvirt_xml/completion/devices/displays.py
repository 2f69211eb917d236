"""Video devices: the one that graphics need, the first of several, and its memory.

Source: libvirt, src/conf/domain_postparse.c: virDomainDefPostParseVideo.
"""

from __future__ import annotations

from libvirt_xml.completion.field_paths import drop, get, new_child
from libvirt_xml.documents.display import Video
from libvirt_xml.documents.domain import Domain


def complete_displays(domain: Domain) -> None:
    """Add the video device that graphics need, and say which is the first."""
    videos = domain.devices.videos
    if not videos and domain.devices.__dict__.get("graphics"):
        videos.append(Video())
    for video in videos:
        if video.model is None:
            video.model = new_child(video, "model")
        if get(video, "model.primary") is False:
            drop(video, "model.primary")
    first = next((at for at, video in enumerate(videos) if get(video, "model.primary")), 0)
    if videos:
        videos.insert(0, videos.pop(first))
        model = videos[0].model
        if model is not None and model.type != "none":
            model.primary = True
