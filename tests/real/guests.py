"""The smallest guest that there is: 512 bytes that greet on the serial port, and answer."""

from __future__ import annotations

from pathlib import Path

_ORIGIN = 0x7C00  # where a BIOS puts the first sector of a disk
_TABLE = 0x7E00  # where the BIOS is to write what it knows of the disk, behind the sector
_DATA, _STATUS = 0x3F8, 0x3FD  # registers of the first serial port
_CAN_READ, _CAN_WRITE = 0x01, 0x20


def root_ports(count: int) -> str:
    """The controllers of a machine that devices can be plugged into."""
    ports = (f"<controller type='pci' index='{index}' model='pcie-root-port'/>" for index in range(1, count + 1))
    return f"<controller type='pci' index='0' model='pcie-root'/>{''.join(ports)}"


def raw_disk(path: Path | str) -> str:
    """The disk of such a guest."""
    source = f"<driver name='qemu' type='raw'/><source file='{path}'/><target dev='vda' bus='virtio'/>"
    return f"<disk type='file' device='disk'>{source}</disk>"


def write_disk(path: Path, greeting: str) -> None:
    """Write a disk of one MiB from which a machine with a BIOS starts.

    It prints the greeting, the size of the disk (``00000800 sectors``), and then ``<a>`` for an a.
    """
    path.write_bytes(boot_sector(f"{greeting}\r\n".encode("ascii")).ljust(1 << 20, b"\0"))


def boot_sector(greeting: bytes) -> bytes:
    """A boot sector: x86 machine code in real mode, which jumps over the greeting and a routine that puts a byte."""
    code = bytearray(b"\xe9\0\0")  # jmp main
    text = _ORIGIN + len(code)
    code += greeting + b"\0 sectors\r\n\0"
    put = len(code)
    code += b"\x50" + _wait(_CAN_WRITE)  # push ax; until the port can write
    code += b"\x58\xba" + _word(_DATA) + b"\xee\xc3"  # pop ax; mov dx,DATA; out dx,al; ret
    code[1:3] = _word(len(code) - 3)

    code += b"\x31\xc0\x8e\xd8\x8e\xd0\xbc" + _word(_ORIGIN)  # xor ax,ax; mov ds,ax; mov ss,ax; mov sp,ORIGIN
    code += b"\xb4\x48\xbe" + _word(_TABLE) + b"\xc7\x04\x1e\0\xcd\x13"  # ah=48h; [si]=1Eh, its size; int 13h
    code += b"\xfc\xbe" + _word(text)  # cld; mov si,text
    _print(code, put)
    code += b"\x66\x8b\x1e" + _word(_TABLE + 16) + b"\xb9\x08\0"  # mov ebx,[sectors]; mov cx,8
    digit = len(code)
    code += b"\x66\xc1\xc3\x04\x88\xd8\x24\x0f\x04\x30"  # rol ebx,4; mov al,bl; and al,0Fh; add al,'0'
    code += b"\x3c\x39\x76\x02\x04\x07"  # cmp al,'9'; jbe +2; add al,7
    _call(code, put)
    code += b"\xe2" + bytes([(digit - len(code) - 2) & 0xFF])  # loop digit
    code += b"\xbe" + _word(text + len(greeting) + 1)  # mov si, the second text
    _print(code, put)

    answer = len(code)
    code += _wait(_CAN_READ) + b"\xba" + _word(_DATA) + b"\xec\x50"  # mov dx,DATA; in al,dx; push ax
    code += b"\xb0<"  # mov al,'<'
    _call(code, put)
    code += b"\x58"  # pop ax
    _call(code, put)
    code += b"\xb0>"
    _call(code, put)
    _jump(code, answer)
    assert len(code) <= 510
    return bytes(code).ljust(510, b"\0") + b"\x55\xaa"


def _print(code: bytearray, put: int) -> None:
    """Print the text at si, up to its end."""
    start = len(code)
    code += b"\xac\x84\xc0\x74\x05"  # lodsb; test al,al; jz +5
    _call(code, put)
    _jump(code, start)


def _call(code: bytearray, to: int) -> None:
    code += b"\xe8" + _word((to - len(code) - 3) & 0xFFFF)


def _jump(code: bytearray, to: int) -> None:
    code += b"\xeb" + bytes([(to - len(code) - 2) & 0xFF])


def _wait(bit: int) -> bytes:
    """Wait for a bit of the status: mov dx,STATUS; in al,dx; test al,bit; jz back to the in."""
    return b"\xba" + _word(_STATUS) + b"\xec\xa8" + bytes([bit]) + b"\x74\xfb"


def _word(number: int) -> bytes:
    return number.to_bytes(2, "little")
