//! A real file system of a few megabytes, which runs full for every program at once.

use std::{
    fs::{self, File},
    io::{self, Write as _},
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
    process::Command,
};

use tempfile::TempDir;

/// A file system in memory; gone when it is dropped.
#[derive(Debug)]
pub struct SmallDisk(TempDir);

impl SmallDisk {
    /// Makes one of so many megabytes.
    ///
    /// # Errors
    /// When this process may not mount: that takes root, and in a container the capability `SYS_ADMIN`.
    pub fn make(megabytes: u32) -> io::Result<Self> {
        let folder = tempfile::Builder::new().prefix("tenantry-disk-").tempdir()?;
        let mut mount = Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", &format!("size={megabytes}m,mode=755"), "tenantry-test"]).arg(folder.path());
        let mounted = mount.output()?;
        if !mounted.status.success() {
            return Err(io::Error::other(String::from_utf8_lossy(&mounted.stderr).into_owned()));
        }
        Ok(Self(folder))
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        self.0.path()
    }

    fn ballast(&self) -> PathBuf {
        self.path().join("ballast")
    }

    /// Fills it up; nothing is left.
    ///
    /// # Errors
    /// When it cannot be written for another reason than that it is full.
    pub fn fill(&self) -> io::Result<()> {
        let mut ballast = File::options().create(true).append(true).open(self.ballast())?;
        ballast.set_permissions(fs::Permissions::from_mode(0o600))?;
        let block = vec![0x5a; 1 << 16];
        let mut size = block.len();
        while size > 0 {
            match ballast.write(&block[..size]) {
                Ok(_) => {}
                Err(full) if full.kind() == io::ErrorKind::StorageFull => size /= 2,
                Err(other) => return Err(other),
            }
        }
        Ok(())
    }

    /// Makes room again.
    ///
    /// # Errors
    /// When it was not filled.
    pub fn make_room(&self) -> io::Result<()> {
        fs::remove_file(self.ballast())
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        // Whoever still has a file open there keeps it until then.
        let _ = Command::new("umount").arg("--lazy").arg(self.path()).status();
    }
}
