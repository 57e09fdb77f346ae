"""Owns the files that a container finds at paths of its choice."""

from typing import Annotated, Literal, Required

from pydantic import Field

from kgen.schema.record import TAG, Record
from kgen.schema.scalar import DataKey, FileMode, ObjectName, RelativePath


class FileTerms(Record, total=False):
    """What all files share."""

    mode: Annotated[
        FileMode,
        Field(description='Permissions as octal text in quotes. Default: `"0644"`.', examples=["0440"]),
    ]


class SourceFile(FileTerms, total=False):
    """A file or folder beside the project, delivered in a ConfigMap."""

    alternative: Required[Annotated[Literal["source"], TAG]]
    source: Annotated[
        str,
        Field(
            min_length=1,
            description="Path of the file or folder, relative to the file that names it and inside its folder. "
            "A folder becomes a directory with all files below it but hidden ones.",
            examples=["config/rules.yaml"],
        ),
    ]


class ContentFile(FileTerms, total=False):
    """A file written out in the project, delivered in a ConfigMap."""

    alternative: Required[Annotated[Literal["content"], TAG]]
    content: Annotated[
        str,
        Field(description="Text of the file; plain text is its short form. May hold references such as `${domain}`."),
    ]
    notSecret: Annotated[
        str,
        Field(
            min_length=1, description="Why content that looks like a credential is none; without it, kgen refuses it."
        ),
    ]


class ObjectFileTerms(FileTerms, total=False):
    """What files from an existing ConfigMap or Secret share."""

    items: Annotated[
        dict[DataKey, RelativePath],
        Field(description="Keys to take and the path below the mount path for each. Default: all keys, by name."),
    ]
    key: Annotated[
        DataKey, Field(description="The one key to mount as a single file. Default: the whole object, as a directory.")
    ]
    optional: Annotated[bool, Field(description="Whether the pod starts without the object. Default: `false`.")]


class SecretFile(ObjectFileTerms, total=False):
    """Files from an existing Secret."""

    alternative: Required[Annotated[Literal["secret"], TAG]]
    secret: Annotated[ObjectName, Field(description="Name of the Secret, in the namespace of the workload.")]


class ConfigMapFile(ObjectFileTerms, total=False):
    """Files from an existing ConfigMap."""

    alternative: Required[Annotated[Literal["configMap"], TAG]]
    configMap: Annotated[ObjectName, Field(description="Name of the ConfigMap, in the namespace of the workload.")]


ObjectFile = SecretFile | ConfigMapFile
File = Annotated[SourceFile | ContentFile | SecretFile | ConfigMapFile, Field(discriminator="alternative")]
