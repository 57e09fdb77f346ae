"""Owns the codes of files: sources, several projects in one run, the output folder and what is in it (KG6xx)."""

from kgen.codes.code import PROJECT, Code, service

FILES: dict[str, Code] = {
    "KG601": Code(
        "unreadable-source",
        "A file or folder that a `source` names cannot be read.",
        "`source` names a file below the folder of the file that it is written in; links are followed, but not out of "
        "that folder. Correct the path, or copy the file there.",
        service("files: {/etc/shop/rules.yaml: {source: rules.yaml}}\n"),
    ),
    "KG602": Code(
        "sources-too-large",
        "The files of one project are larger than 10 MiB together.",
        "A ConfigMap holds 1 MiB at most, and the API server keeps every object in memory. Put large files into the "
        "image or a volume.",
        arises="Files of more than 10 MiB together that one project names with `source` yield it.",
    ),
    "KG603": Code(
        "same-project-name",
        "Two projects of one run have the same name.",
        "A project's name decides its namespaces, its labels and its output folder, so two projects would overwrite "
        "each other, on disk and in the cluster. Rename one of them.",
        {
            "cart/project.yml": service("")[PROJECT],
            "shop/project.yml": service("")[PROJECT],
        },
        arises="`kgen build cart shop` yields it.",
    ),
    "KG611": Code(
        "foreign-file",
        "The output folder holds a file that kgen did not write.",
        "kgen replaces its output folder as a whole, and knows its own files by their first line. Move the file "
        "elsewhere, restore the first line if it was edited, or name another folder with `-o`.",
        arises="`kgen build -o out` yields it where the folder `out` holds a file of your own.",
    ),
    "KG612": Code(
        "output-not-accessible",
        "The output folder cannot be read or written.",
        "The system refused: a full disk, a missing permission, a read-only file system. What is on disk is as it was "
        "before. Remove the cause and run the command again.",
        arises="`kgen build -o out` yields it where you may not write into the folder `out`.",
    ),
    "KG613": Code(
        "output-locked",
        "Another build holds the output folder.",
        "Two builds of one folder run one after the other, and this one has waited for a minute. Wait until the other "
        "build has ended, or end it.",
        arises="`kgen build -o out` yields it where another `kgen build -o out` has been running for a minute.",
    ),
    "KG614": Code(
        "output-not-a-folder",
        "The path of the output folder leads to something that is no folder.",
        "kgen writes a folder for each environment. Name a folder with `-o`; it need not exist yet.",
        arises="`kgen build -o out` yields it where `out` is a file.",
    ),
    "KG615": Code(
        "refused-output-folder",
        "The output folder is `/`, the home folder, the current folder or one that holds inputs.",
        "kgen removes what is stale in its output folder, so it takes only folders that hold nothing else. Name one "
        "that only kgen writes, as `-o out`.",
        arises="`kgen build -o .` yields it.",
    ),
    "KG616": Code(
        "symbolic-link",
        "The output folder is reached through, or holds, a symbolic link that kgen does not follow.",
        "A link can lead a write to any place. Name the folder itself with `-o`, or remove the link.",
        arises="`kgen build -o out` yields it where `out` is a link to a folder elsewhere.",
    ),
    "KG621": Code(
        "stale-file",
        "A generated file is not what kgen builds from the project now.",
        "The project was changed and not built, the file was edited by hand, or another version of kgen wrote it. Run "
        "`kgen build` and commit what it writes.",
        arises="`kgen check` yields it after an edit of the project without `kgen build`.",
    ),
    "KG622": Code(
        "missing-file",
        "A file that kgen builds from the project is not in the output folder.",
        "The project was changed and not built, or the file was removed. Run `kgen build` and commit what it writes.",
        arises="`kgen check` yields it where nothing has been built yet.",
    ),
    "KG623": Code(
        "orphaned-file",
        "The output folder holds a generated file that the project no longer gives.",
        "What is left there would still be applied. Run `kgen build` and commit that the file is gone.",
        arises="`kgen check` yields it after an environment was removed from the project without `kgen build`.",
    ),
}
