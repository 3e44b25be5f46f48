"""study.toml: the settings of a study, one frozen model; an unknown key is an error that names the nearest known one.

In: a TOML file edited by people.  Out: :class:`StudySettings`.
"""

from __future__ import annotations

import re
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    SerializerFunctionWrapHandler,
    field_validator,
    model_serializer,
    model_validator,
)

from themes.config.toml import load_toml
from themes.text.identifiers import company_key

DEFAULT_TITLE = "Themes in earnings calls"


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ChunkSection(_Frozen):
    """Length of a passage in words."""

    min_words: int = Field(default=40, ge=5)
    max_words: int = Field(default=110, ge=20)

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.min_words > self.max_words:
            raise ValueError(f"min_words ({self.min_words}) is above max_words ({self.max_words})")
        return self


class EncoderSection(_Frozen):
    """The sentence model: a packaged one by name, a folder, or a hub name (only then is a network used)."""

    model: str = "default"
    precision: Literal["auto", "float32", "bfloat16"] = "auto"


class TrackedSection(_Frozen):
    """How sure the matcher must be before a passage counts as speaking of a tracked theme."""

    threshold: float = Field(default=0.5, gt=0, lt=1)


class DiscoverySection(_Frozen):
    """Discovered themes: by which model (`docs/topic_models.md`); `min_passages` 0 means: sized to the corpus."""

    enabled: bool = True
    model: Literal["consensus", "bertopic"] = "consensus"
    min_passages: int = Field(default=0, ge=0)


class ReportSection(_Frozen):
    """What a report is called and looks like; an empty text means the default.  A run keeps it, logo and all."""

    title: str = ""
    author: str = ""
    logo: str = Field(default="", description="a PNG, JPEG or SVG file, relative to the study's folder")
    accent: str = Field(default="", pattern=r"^(#[0-9a-fA-F]{6})?$", description="#rrggbb")


class LlmSection(_Frozen):
    """A language model that names themes and reads uncertain passages again (`docs/llm.md`); off without `[llm]`."""

    base_url: str = Field(default="", description="of an OpenAI-compatible server; empty: answers kept so far, only")
    model: str = Field(min_length=1)
    api_key_env: str = Field(default="", description="the environment variable that holds the key; empty: no key")
    max_calls: int = Field(default=200, ge=1, description="of one refresh; what is left open, the next one asks")
    timeout_seconds: float = Field(default=60.0, gt=0, le=3600, description="for one answer")

    @field_validator("base_url")
    @classmethod
    def _server(cls, value: str) -> str:
        parts = urlsplit(value)
        if value and (parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment):
            raise ValueError('not the address of a server, such as "http://localhost:8080/v1"')
        if parts.username is not None or parts.password is not None:
            raise ValueError("holds a user or a password; keys come from the environment alone, see api_key_env")
        return value.rstrip("/")

    @field_validator("api_key_env")
    @classmethod
    def _name_of_a_variable(cls, value: str) -> str:
        if value and not re.fullmatch(r"[A-Z_][A-Z0-9_]*", value):  # what is no name may be a key: it is not shown
            raise ValueError('the name of an environment variable in capitals, such as "LLM_API_KEY", not the key')
        return value

    @property
    def is_local(self) -> bool:
        """Whether what is sent stays on this machine; so it does where there is no server."""
        host = urlsplit(self.base_url).hostname
        if host is None or host == "localhost":
            return True
        try:
            return ip_address(host).is_loopback
        except ValueError:
            return False


class CompanySection(_Frozen):
    """Other names of one company, whom to compare it with, its weight: `[company.calx] peer_group = "access"`."""

    aliases: tuple[str, ...] = ()
    peer_group: str | None = Field(default=None, min_length=1)
    weight: float = Field(default=1.0, gt=0, allow_inf_nan=False, description="in means over companies")


def _one_company_each(sections: dict[str, CompanySection]) -> dict[str, CompanySection]:
    owner: dict[str, str] = {}
    for company, section in sections.items():
        for alias in section.aliases:
            key = company_key(alias)
            if not key:
                raise ValueError(f"[company.{company}] has the alias {alias!r}, which holds no word")
            if owner.setdefault(key, company).lower() != company.lower():
                raise ValueError(f"{alias!r} is an alias of [company.{owner[key]}] and of [company.{company}]")
    return sections


class StudySettings(_Frozen):
    """All of study.toml."""

    title: str = DEFAULT_TITLE
    seed: int = Field(default=20110721, ge=0)
    resamples: int = Field(default=1000, ge=200, description="fewest permutations behind a p-value")
    chunks: ChunkSection = ChunkSection()
    encoder: EncoderSection = EncoderSection()
    tracked: TrackedSection = TrackedSection()
    discovery: DiscoverySection = DiscoverySection()
    report: ReportSection = ReportSection()
    llm: LlmSection | None = None
    company: Annotated[dict[str, CompanySection], AfterValidator(_one_company_each)] = Field(default_factory=dict)

    @model_serializer(mode="wrap")
    def _as_written(self, serialize: SerializerFunctionWrapHandler) -> dict[str, object]:
        """Without a section that is off by default: a study that never had it is as it was."""
        return {key: value for key, value in serialize(self).items() if key != "llm" or value is not None}


_STUDY_TOML = """\
# Settings of this study. Every key may be left out; these are the defaults.
title = {title}
seed = 20110721            # every random step starts here
resamples = 1000           # fewest permutations behind a p-value of two calls

[chunks]
min_words = 40             # a paragraph up to max_words stays whole, a longer one is cut evenly
max_words = 110

[encoder]
model = {model:<18} # "default", "plain", "six-layer" or "three-layer"; a folder; a hub name (uses the network)
precision = "auto"         # bfloat16 where the hardware has it, else float32

[tracked]
threshold = 0.5            # a passage speaks of a theme from this score on

[discovery]
enabled = true
model = "consensus"        # what a hundred clusterings agree on; or "bertopic": UMAP, HDBSCAN and c-TF-IDF as they come
min_passages = 0           # fewest passages of a discovered theme; 0: sized to the corpus

[report]
title = ""                 # empty: the study's title
author = ""
logo = ""                  # a PNG, JPEG or SVG file of at most 100 kB, beside this file; every run keeps it
accent = ""                # a colour such as "#0b5c93" for rules and edges; text keeps its own

# A language model names themes and reads uncertain passages again (docs/llm.md). Off by default; look first at what
# would be sent, and where: themes llm check STUDY
# [llm]
# base_url = "http://localhost:8080/v1"   # any OpenAI-compatible server; text goes there
# model = "my-model"
# api_key_env = ""                        # the environment variable that holds the key, never the key
# max_calls = 200                         # of one refresh
# timeout_seconds = 60

# Other names of one company, whom to compare it with, and how much it weighs in means over companies:
# [company.acme]
# aliases = ["Acme Networks", "Acme Optical Inc"]
# peer_group = "optical"
# weight = 1.0
"""


def load_settings(path: Path) -> StudySettings:
    """Read and check study.toml; raises SettingsError with file, key and mend."""
    return load_toml(path, StudySettings)


def weights_and_peers(settings: StudySettings) -> tuple[dict[str, float], dict[str, str]]:
    """Weight and peer group by company id, of the companies that study.toml gives any."""
    sections = {company.lower(): section for company, section in settings.company.items()}
    weights = {company: section.weight for company, section in sections.items()}
    return weights, {company: s.peer_group for company, s in sections.items() if s.peer_group}


def study_toml(title: str = DEFAULT_TITLE, encoder: str = "default") -> str:
    """The text of a new study.toml: every key with its default and what it means."""
    import tomlkit  # to write a new study alone

    return _STUDY_TOML.format(title=tomlkit.item(title).as_string(), model=tomlkit.item(encoder).as_string())
