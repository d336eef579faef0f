package io.sluice.persistence.embedded;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.Properties;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/**
 * The packaged PostgreSQL, unpacked once per version into a cache that data directories share.
 *
 * @param home holds {@code bin}, {@code lib} and {@code share}
 */
record Binaries(Path home, String version) {
  private static final String UNFINISHED = ".unfinished-";
  private static final int MAX_UNPACK_KIB = 256 * 1024;

  /** Unpacks unless that was done before; safe when several processes do it at once. */
  static Binaries in(Path cache) throws EmbeddedPostgresException {
    String archive = archive();
    try {
      String version = packagedVersion();
      Path home = cache.resolve("postgres-" + version + "-" + System.getProperty("os.arch"));
      if (!Files.isDirectory(home)) {
        Files.createDirectories(cache);
        unpackOnce(archive, cache, home);
      }
      return new Binaries(home.toRealPath(), version);
    } catch (IOException e) {
      throw new EmbeddedPostgresException(
          "PostgreSQL cannot be unpacked into " + cache + ": " + Reasons.of(e) + ".", e);
    }
  }

  private static synchronized void unpackOnce(String archive, Path cache, Path home)
      throws IOException {
    Path lockFile = cache.resolve(".lock");
    try (FileChannel channel =
            FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock _ = channel.lock()) {
      if (Files.isDirectory(home)) {
        return;
      }
      deleteUnfinished(cache);
      Path unfinished = Files.createTempDirectory(cache, UNFINISHED);
      unpack(archive, unfinished);
      openDirectories(unfinished);
      Files.move(unfinished, home, StandardCopyOption.ATOMIC_MOVE);
    }
  }

  private static void deleteUnfinished(Path cache) throws IOException {
    try (DirectoryStream<Path> leftovers = Files.newDirectoryStream(cache, UNFINISHED + "*")) {
      for (Path leftover : leftovers) {
        Trees.delete(leftover);
      }
    }
  }

  private static void unpack(String archive, Path target) throws IOException {
    InputStream resource = Binaries.class.getResourceAsStream(archive);
    if (resource == null) {
      throw new IOException("this build lacks " + archive);
    }
    try (resource;
        TarArchiveInputStream tar =
            new TarArchiveInputStream(
                new XZInputStream(new BufferedInputStream(resource), MAX_UNPACK_KIB))) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        write(tar, entry, target);
      }
    }
  }

  /** Whatever our umask says: the server may run as another account. */
  private static void openDirectories(Path tree) throws IOException {
    try (Stream<Path> paths = Files.walk(tree)) {
      for (Path directory : paths.filter(path -> Files.isDirectory(path)).toList()) {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
      }
    }
  }

  private static void write(TarArchiveInputStream tar, TarArchiveEntry entry, Path target)
      throws IOException {
    Path path = target.resolve(entry.getName()).normalize();
    if (!path.startsWith(target)) {
      throw new IOException("the archive names a path outside of it");
    }
    if (entry.isDirectory()) {
      Files.createDirectories(path);
      return;
    }
    // The archive names some directories after what is in them.
    Files.createDirectories(path.getParent());
    if (entry.isSymbolicLink()) {
      Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
      return;
    }
    boolean executable = (entry.getMode() & 0b001_001_001) != 0;
    try (FileChannel file =
            FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        OutputStream out = Channels.newOutputStream(file)) {
      tar.transferTo(out);
      // Before the rename that declares it whole: a power cut must not leave empty files behind.
      file.force(false);
    }
    Files.setPosixFilePermissions(
        path, PosixFilePermissions.fromString(executable ? "rwxr-xr-x" : "rw-r--r--"));
  }

  private static String archive() throws EmbeddedPostgresException {
    String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    String machine = System.getProperty("os.arch");
    if (system.equals("linux") && machine.equals("amd64")) {
      return "/postgres-linux-x86_64.txz";
    }
    if (system.equals("linux") && machine.equals("aarch64")) {
      return "/postgres-linux-arm_64.txz";
    }
    throw new EmbeddedPostgresException(
        "There is no packaged PostgreSQL for "
            + system
            + " on "
            + machine
            + "; name a database of your own with --database-url.");
  }

  private static String packagedVersion() throws IOException {
    Properties properties = new Properties();
    try (InputStream resource = Binaries.class.getResourceAsStream("binaries.properties")) {
      if (resource == null) {
        throw new IOException("this build does not say which PostgreSQL it holds");
      }
      properties.load(resource);
    }
    return properties.getProperty("version", "");
  }

  /** As in the file PG_VERSION of a cluster. */
  String majorVersion() {
    return version.substring(0, version.indexOf('.'));
  }

  String program(String name) {
    return home.resolve("bin").resolve(name).toString();
  }
}
