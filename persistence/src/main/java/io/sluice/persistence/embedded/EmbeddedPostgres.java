package io.sluice.persistence.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A PostgreSQL of our own: durable, on the loopback address, behind a password. It is restarted
 * when it dies, stopped by {@link #close}, and found again by the next start when we crash.
 */
public final class EmbeddedPostgres implements AutoCloseable {
  private final Cluster cluster;
  private final int port;
  private final Supervisor supervisor;
  private final FileChannel lock;

  private EmbeddedPostgres(Cluster cluster, int port, Supervisor supervisor, FileChannel lock) {
    this.cluster = cluster;
    this.port = port;
    this.supervisor = supervisor;
    this.lock = lock;
  }

  /**
   * How to run it.
   *
   * @param directory its own, made when missing
   * @param binaries where the packaged programs are unpacked; may be shared
   * @param orphanGrace how long the server outlives a crash of this process
   * @param random makes the password of a new directory
   */
  public record Settings(Path directory, Path binaries, Duration orphanGrace, SecureRandom random) {
    private static final Duration ORPHAN_GRACE = Duration.ofSeconds(60);

    /** With the programs in the user's cache folder, or the machine's when we are root. */
    public static Settings in(Path directory) {
      return new Settings(directory, defaultCache(), ORPHAN_GRACE, new SecureRandom());
    }

    private static Path defaultCache() {
      if ("root".equals(System.getProperty("user.name"))) {
        return Path.of("/var/cache/sluice");
      }
      String xdg = System.getenv("XDG_CACHE_HOME");
      return xdg != null && xdg.startsWith("/")
          ? Path.of(xdg, "sluice")
          : Path.of(System.getProperty("user.home"), ".cache", "sluice");
    }
  }

  /**
   * Returns when it takes connections.
   *
   * @throws EmbeddedPostgresException when it cannot run, or another process runs it
   */
  public static EmbeddedPostgres start(Settings settings) throws EmbeddedPostgresException {
    try {
      Files.createDirectories(settings.directory());
      Path directory = settings.directory().toRealPath();
      FileChannel lock = lock(directory);
      try {
        return start(settings, directory, lock);
      } catch (IOException | EmbeddedPostgresException | RuntimeException e) {
        lock.close();
        throw e;
      }
    } catch (IOException e) {
      throw new EmbeddedPostgresException(
          "The data directory " + settings.directory() + " cannot be used: " + Reasons.of(e) + ".",
          e);
    }
  }

  private static EmbeddedPostgres start(Settings settings, Path directory, FileChannel lock)
      throws IOException, EmbeddedPostgresException {
    letPass(directory);
    Binaries binaries = Binaries.in(settings.binaries());
    Cluster cluster = Cluster.open(directory, binaries, settings.random());
    Server server = Server.adoptOrStart(cluster);
    try {
      Supervisor supervisor = Supervisor.over(cluster, server, settings.orphanGrace());
      return new EmbeddedPostgres(cluster, server.port(), supervisor, lock);
    } catch (IOException | RuntimeException e) {
      server.stop();
      throw e;
    }
  }

  private static FileChannel lock(Path directory) throws IOException, EmbeddedPostgresException {
    FileChannel channel =
        FileChannel.open(
            directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    if (tryLock(channel) == null) {
      channel.close();
      throw new EmbeddedPostgresException(
          "Another gateway uses the data directory " + directory + ".");
    }
    return channel;
  }

  /** Held until the channel closes, which a crash does too. */
  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }

  /** The server's account must reach its files in this directory, not see the others. */
  private static void letPass(Path directory) throws IOException {
    Set<PosixFilePermission> permissions = new HashSet<>(Files.getPosixFilePermissions(directory));
    boolean root = "root".equals(System.getProperty("user.name"));
    if (root && permissions.add(PosixFilePermission.OTHERS_EXECUTE)) {
      Files.setPosixFilePermissions(directory, permissions);
    }
  }

  /** Without user and password. */
  public String jdbcUrl() {
    return cluster.jdbcUrl(port);
  }

  public String user() {
    return Cluster.USER;
  }

  public String password() {
    return cluster.password();
  }

  /** The process as it is now; another one after a restart. */
  public ProcessHandle process() {
    return supervisor.server().process();
  }

  /** Stops the server, bounded in time; a second call does nothing. */
  @Override
  public void close() {
    supervisor.close();
    try {
      lock.close();
    } catch (IOException e) {
      throw new UncheckedIOException("a lock file could not be closed", e);
    }
  }
}
