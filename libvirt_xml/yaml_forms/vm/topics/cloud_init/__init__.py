"""The CD-ROM that cloud-init in the guest reads."""
