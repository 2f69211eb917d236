"""Passwords are quoted in no report."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from libvirt_xml.cli.main import main
from libvirt_xml.cli.reports.hiding import without_secrets
from libvirt_xml.cli.reports.report import FORMATS


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("<graphics passwd='hunter2' port='1'/>", "<graphics passwd='*******' port='1'/>"),
        ('<graphics passwd = "hun>ter" port="1"/>', '<graphics passwd = "*******" port="1"/>'),
        ("<graphics passwd='hunter\n2'/>", "<graphics passwd='******\n*'/>"),
        ("<graphics passwd='hunter2>\n</x>", "<graphics passwd='********\n</x>"),
        ("<cookies><cookie name='a'>hush</cookie></cookies>", "<cookies><cookie name='a'>****</cookie></cookies>"),
        ("<password>hush</password>", "<password>****</password>"),
        ("<x:passwd><![CDATA[hush]]></x:passwd>", "<x:passwd>*************]]></x:passwd>"),
        ("<arg value='-vnc :0,password=hush,x=1'/>", "<arg value='-vnc :0,password=****,x=1'/>"),
        ("<password><b/></password>", "<password><b/></password>"),
        ("<name>passwords</name>", "<name>passwords</name>"),
        ("<password a='b' value='hush'>hush</password>", "<password a='b' value='****'>****</password>"),
        ("<secret><value>hush</value></secret>", "<secret><value>****</value></secret>"),
        ("<secrets><value>1</value></secrets>", "<secrets><value>1</value></secrets>"),
        ("<auth>admin:hush</auth>", "<auth>**********</auth>"),
        ("<auth username='a' secret='hush' key=\"hush\"/>", "<auth username='a' secret='****' key=\"****\"/>"),
        (
            "<secret private='no'><uuid>1</uuid><key>hush</key></secret>",
            "<secret private='no'><uuid>1</uuid><key>****</key></secret>",
        ),
        ("<volume><key>/a</key></volume>", "<volume><key>/a</key></volume>"),
        ("<source name='https://user:hush@h/x'/>", "<source name='https://user:****@h/x'/>"),
        ("<source name='/a?x=1&amp;sas_token=hush&amp;y=2'/>", "<source name='/a?x=1&amp;sas_token=****&amp;y=2'/>"),
        ("<source query='access_key=hush'/>", "<source query='access_key=****'/>"),
        ("<source name='/a?keys=1'/>", "<source name='/a?keys=1'/>"),
        ("<password name='hush'/>", "<password name='****'/>"),
        ("<secret='hush'/>", "<secret='****'/>"),
        ("<encryption format='luks'>hush</encryption>", "<encryption format='luks'>****</encryption>"),
        ("<auth username='a'><!-- key='hush' --></auth>", "<auth username='a'><!-- ********** --></auth>"),
        ('{"password": "hush"}', '{"password": "****"}'),
        ("<domain/>\npasswd hush", "<domain/>\npasswd ****"),
        ("<arg value='-object secret,id=a,data=hush,x=1'/>", "<arg value='-object secret,id=a,data=****,x=1'/>"),
    ],
)
def test_xml(text: str, shown: str) -> None:
    """Values of attributes, texts of elements, settings in texts; all columns stay."""
    assert without_secrets(text) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("password: hush hush # c", "password: **** **** # c"),
        ('  vnc_passwd: "hu\'sh"', '  vnc_passwd: "*****"'),
        ("{a: 1, password: hush, b: 2}", "{a: 1, password: ****, b: 2}"),
        ('{"password": "hush", "x": 1}', '{"password": "****", "x": 1}'),
        ("password: |\n  hu\n  sh\nname: a", "password: |\n  **\n  **\nname: a"),
        ("  password: |\n  hush hu\n  name: a", "  password: |\n  **** **\n  name: a"),
        ("password: {env: SECRET}", "password: {env: SECRET}"),
        ("password: ${secret}", "password: ${secret}"),
        ("password:\n  env: SECRET", "password:\n  env: SECRET"),
        ("password:  # c\n  hush\nname: a", "password:  * *\n  ****\nname: a"),
        ("password: hush\n  hush\nname: a", "password: ****\n  ****\nname: a"),
        ("- password: hush\n  name: a\n- name: b", "- password: ****\n  name: a\n- name: b"),
        ("- passwords:\n  - hush\n- name: b", "- passwords:\n  - ****\n- name: b"),
        ("passwords: [hush, 'hush']", "passwords: [***** ******]"),
        ("passwords: [{env: A}]", "passwords: [{env: A}]"),
        ("password: !!str hush", "password: !!str ****"),
        ("cookies: [{name: c, value: hush}]", "cookies: [{name: c, value: ****}]"),
        ("path: 'rbd:vms/root:id=admin:key=hush'", "path: 'rbd:vms/root:id=admin:key=****'"),
        ("url: iscsi://admin%hush@store/iqn.a:b/1", "url: iscsi://admin%****@store/iqn.a:b/1"),
        ("password: {hush}", "password: {****}"),
        ("a: {password: {value: hush}, port: 1}", "a: {password: {value: ****}, port: 1}"),
        ("passwords: [{value: hush}, {env: A}]", "passwords: [{value: ****}, {env: A}]"),
        ("password: {value: 'hu]sh', b: hush}", "password: {value: '**]***, b: ****}"),
        ("password: {hush\nname: a", "password: {****\nname: a"),
        ("password: [hush\nname: a", "password: [****\nname: a"),
        ("password: {base64: {file: k}}", "password: {base64: {file: k}}"),
        ("adminPass: hush", "adminPass: ****"),
        ("{pass: hush, bypassed: 1}", "{pass: ****, bypassed: 1}"),
        ("secret:\n  value = hush", "secret:\n  value = ****"),
        ("auth:\n  secret_key=hush", "auth:\n  secret_key=****"),
        ("auth: admin:hush", "auth: **********"),
        ("source: {auth: 'admin:hush', name: a}", "source: {auth: '**********', name: a}"),
        ("auth: {username: a, secret: {type: ceph}}", "auth: {username: a, secret: {type: ceph}}"),
        ("image: https://user:hush@h/x", "image: https://user:****@h/x"),
        ("auth: me:hush", "auth: *******"),
        ('{"auth": "me:hush", "host": "a"}', '{"auth": "*******", "host": "a"}'),
        ("auth: {username: me, secret: {usage: a}}", "auth: {username: me, secret: {usage: a}}"),
        ("secret:\n  key: hush", "secret:\n  key: ****"),
        ("name: a\npassword hush\nb: c", "name: a\npassword ****\nb: c"),
        ("name: passwords\nb: the password is here", "name: passwords\nb: the password is here"),
        ("args: ['-object secret,id=a,data=hush']", "args: ['-object secret,id=a,data=****']"),
        ("chpasswd:\n  list: |\n    root:hush", "chpasswd:\n  list: *\n    *********"),
    ],
)
def test_yaml(text: str, shown: str) -> None:
    """Plain, quoted and block values; what refers to a secret is none."""
    assert without_secrets(text, is_yaml=True) == shown


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("is_yaml", [False, True])
def test_no_report_quotes_a_password(
    format: str, is_yaml: bool, capsys: pytest.CaptureFixture[str], write: Callable[..., None]
) -> None:
    """Whatever is wrong beside a password, or with it, no format shows it."""
    graphics = (
        "<graphics type='vnc' passwd='hunter2' prot='1'/><graphics type='vnc'><passwd>hunter2</passwd></graphics>"
    )
    source = "<source protocol='https' name='x'><cookies><cookie name='a'>hunter2 ;</cookie></cookies></source>"
    disk = f"<disk type='network'>{source}<target dev='vda'/></disk>"
    xml = f"<domain type='kvm'><name>a</name><memory>1</memory><devices>{disk}{graphics}</devices></domain>"
    spec = "vm: {name: a, memory: 1GiB, os: ubuntu22.04, graphics: {type: vnc, password: hunter2, prot: 1}}"
    name = "a.yaml" if is_yaml else "a.xml"
    write(**{name: spec if is_yaml else xml})
    assert main(["validate", "--format", format, name]) == 1
    captured = capsys.readouterr()
    assert "prot" in captured.out
    assert "hunter2" not in captured.out + captured.err


_DISK = "<disk type='network'><source protocol='rbd' name='a/b'>{}</source><target dev='vda'/></disk>"
_IN_WRONG_PLACES = {
    "text of auth": _DISK.format("<auth>admin:hunter2</auth>"),
    "secret of auth": _DISK.format("<auth username='admin' secret='hunter2'/>"),
    "key of auth": _DISK.format("<auth username='admin' key='hunter2'/>"),
    "child of auth": _DISK.format("<auth username='admin'><key>hunter2</key></auth>"),
    "text of secret": _DISK.format("<auth username='admin'><secret type='ceph'>hunter2</secret></auth>"),
    "passphrase": _DISK.format("<auth username='admin'/><encryption><passphrase>hunter2</passphrase></encryption>"),
    "misspelt": "<graphics type='vnc' pasword='hunter2'/>",
    "in a URL": "<disk type='file'><source fiel='https://admin:hunter2@h/a'/><target dev='vda'/></disk>",
    "in a long URL": f"<disk type='https://admin:hunter2{'2' * 40}@h/a'><source/><target dev='vda'/></disk>",
    "of a cookie": _DISK.format("<cookies><cookie name='a' value='hunter2'/></cookies>"),
}


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("device", _IN_WRONG_PLACES.values(), ids=_IN_WRONG_PLACES)
def test_no_report_quotes_a_secret_in_a_wrong_place(
    format: str, device: str, capsys: pytest.CaptureFixture[str], write: Callable[..., None]
) -> None:
    """What may be a secret that was written where libvirt has none is in no report either."""
    write(**{"a.xml": f"<domain type='kvm'><name>a</name><memory>1</memory><devices>{device}</devices></domain>"})
    assert main(["validate", "--format", format, "a.xml"]) == 1
    captured = capsys.readouterr()
    assert "a.xml" in captured.out
    assert "hunter2" not in captured.out + captured.err


_BROKEN = {
    "an element with a value": ("a.xml", "<domain><password='hunter2'/></domain>"),
    "another with a value": ("a.xml", "<domain><secret='hunter2'></secret></domain>"),
    "text of encryption": ("a.xml", "<volume><name>a</name><encryption format='luks'>hunter2</encryption></volume>"),
    "behind the root": ("a.xml", "<network><name>a</name></network>\npasswd hunter2"),
    "JSON": ("a.xml", '{"password": "hunter2"}'),
    "an equals sign": ("a.yaml", "vm:\n  password=hunter2\n"),
    "two equals signs": ("a.yaml", "vm:\n  name = web1\n  password = hunter2\n"),
    "no space": ("a.yaml", "vm:\n  name: a\n  password:hunter2\n"),
    "a value that looks like one": ("a.yaml", "vm:\n  title = password:hunter2\n"),
    "a name of other tools": ("a.yaml", "vm: {name: a, memory: 1GiB, graphics: {type: vnc, adminPass: hunter2}}\n"),
    "the value of a secret": ("a.yaml", "secret:\n  usage: {type: ceph, name: a}\n  value = hunter2\n"),
    "the key of a disk": ("a.yaml", "vm:\n  disks:\n  - auth:\n      secret_key=hunter2\n"),
    "a map in the place of a password": ("a.yaml", "vm: {name: a, graphics: {type: vnc, password: {type: hunter2}}}\n"),
    "a map in another name's place": ("a.yaml", "vm: {name: a, graphics: {type: vnc, passwd_: {type: hunter2}}}\n"),
    "no colon": ("a.yaml", "vm:\n  name: a\n  password hunter2\n"),
    "a list of labels": ("a.yaml", "vm:\n  name: a\n  memory: 1GiB\n  labels: [password=hunter2]\n"),
    "a list of words": ("a.yaml", "vm: {name: a, memory: 1GiB, kernel: /a, cmdline: [quiet, password=hunter2]}\n"),
    "an option of QEMU": ("a.yaml", "vm: {name: a, memory: 1GiB, args: ['-object secret,id=a,data=hunter2']}\n"),
}


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize(("name", "text"), _BROKEN.values(), ids=_BROKEN)
def test_no_report_quotes_a_secret_of_a_broken_file(
    format: str, name: str, text: str, capsys: pytest.CaptureFixture[str], write: Callable[..., None]
) -> None:
    """Nor what advice would put right."""
    write(**{name: text})
    assert main(["validate", "--format", format, name]) == 1
    captured = capsys.readouterr()
    assert name in captured.out
    assert "hunter2" not in captured.out + captured.err


_DOMAIN = "domain: {{type: kvm, name: a, memory: 1, os: {{type: hvm}}, devices: {}}}"
_SOURCE = "{{disks: [{{type: network, source: {{protocol: https, name: a{}}}, target: {{dev: vda}}{}}}]}}"
_ADVISED = {
    "a list of cookies": _SOURCE.format(", cookies: [{name: c, value: hunter2}]", ""),
    "a map of cookies": _SOURCE.format(", cookies: {name: c, value: hunter2}", ""),
    "the secret of auth": _SOURCE.format("", ", secret: hunter2"),
    "a list of passwords": "{graphics: [{type: vnc, passwd: [hunter2]}]}",
    "a map of passwords": "{graphics: [{type: vnc, passwd: {value: hunter2}}]}",
}


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("devices", _ADVISED.values(), ids=_ADVISED)
def test_no_advice_writes_a_secret(
    format: str, devices: str, capsys: pytest.CaptureFixture[str], write: Callable[..., None]
) -> None:
    """What is to be written in its place does not have it, and a repair does not say it."""
    for options in ([], ["--fix", "--unsafe-fixes"]):
        write(**{"a.yaml": _DOMAIN.format(devices)})
        assert main(["validate", "--format", format, *options, "a.yaml"]) == 1
        captured = capsys.readouterr()
        assert "hunter2" not in captured.out + captured.err


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize(
    "auth", ["hunter2", "[hunter2]", "{username: a, secret: hunter2}", "{username: a, key: hunter2}"]
)
def test_no_report_quotes_a_secret_in_yaml(
    format: str, auth: str, capsys: pytest.CaptureFixture[str], write: Callable[..., None]
) -> None:
    """Nor what a document in YAML has there."""
    disk = f"{{type: network, source: {{protocol: rbd, name: a, auth: {auth}}}, target: {{dev: vda}}}}"
    write(**{"a.yaml": f"domain: {{type: kvm, name: a, memory: 1, os: {{type: hvm}}, devices: {{disks: [{disk}]}}}}"})
    assert main(["validate", "--format", format, "a.yaml"]) == 1
    captured = capsys.readouterr()
    assert "hunter2" not in captured.out + captured.err


def test_no_report_has_a_password_that_breaks_a_rule(
    capsys: pytest.CaptureFixture[str], write: Callable[..., None]
) -> None:
    """What programs read has it in no parameter either."""
    graphics = "<graphics type='vnc' passwd='hunter2hunter2'/>"
    xml = f"<domain type='kvm'><name>a</name><memory>1</memory><devices>{graphics}</devices></domain>"
    write(**{"a.xml": xml.replace("<devices>", "<os><type>hvm</type></os><devices>")})
    assert main(["validate", "--format", "json", "a.xml"]) == 1
    captured = capsys.readouterr()
    assert "graphics-vnc-password-length" in captured.out
    assert "hunter2" not in captured.out


@pytest.mark.parametrize("format", FORMATS)
def test_no_report_quotes_user_data(
    format: str, capsys: pytest.CaptureFixture[str], write: Callable[..., None]
) -> None:
    """A text that sets a password is quoted nowhere, whatever its key is."""
    write(**{"a.yaml": "vm: {name: a, os: linux, cloud_init: 'password: hunter2'}"})
    assert main(["validate", "--format", format, "a.yaml"]) == 1
    captured = capsys.readouterr()
    assert "hunter2" not in captured.out + captured.err
