package io.sluice.persistence.embedded;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * The files of one server: {@code cluster} is PostgreSQL's own directory; beside it stand {@code
 * password} (0600), {@code port}, {@code owner} (which gateway lives here) and {@code
 * postgres.log}.
 */
record Cluster(Path directory, Account account, Binaries binaries, String password) {
  static final String USER = "sluice";

  private static final int PASSWORD_BYTES = 32;
  private static final int INIT_TIMEOUT_SECONDS = 120;

  /** Only with a password, only by TCP on the loopback address, and never for replication. */
  private static final String ACCESS_RULES = "host all " + USER + " 127.0.0.1/32 scram-sha-256\n";

  /** Opens the cluster of the directory, or makes it. */
  static Cluster open(Path directory, Binaries binaries, SecureRandom random)
      throws IOException, EmbeddedPostgresException {
    Account owner = Account.of(directory.resolve("cluster"));
    Account account = reaching(owner, directory, binaries.home());
    Path passwordFile = directory.resolve("password");
    boolean exists = Files.exists(directory.resolve("cluster/PG_VERSION"));
    if (exists && !Files.exists(passwordFile)) {
      throw new EmbeddedPostgresException(
          "The data directory " + directory + " lacks the file password, which opens its data.");
    }
    if (!Files.exists(passwordFile)) {
      writePassword(passwordFile, random);
    }
    String password = Files.readString(passwordFile).strip();
    Cluster cluster = new Cluster(directory, account, binaries, password);
    if (!exists) {
      cluster.initialise();
    }
    cluster.requireVersion();
    return cluster;
  }

  Path path() {
    return directory.resolve("cluster");
  }

  Path log() {
    return directory.resolve("postgres.log");
  }

  Path portFile() {
    return directory.resolve("port");
  }

  Path ownerFile() {
    return directory.resolve("owner");
  }

  String jdbcUrl(int port) {
    return "jdbc:postgresql://127.0.0.1:" + port + "/postgres";
  }

  @Override
  public String toString() {
    return "Cluster[" + directory + "]";
  }

  /** The account as it must run to reach the directories; it gets no more rights than it needs. */
  private static Account reaching(Account account, Path... directories)
      throws EmbeddedPostgresException {
    if (reach(account, directories).exitCode() == 0) {
      return account;
    }
    Commands.Result result = reach(account.passingAll(), directories);
    if (result.exitCode() == 0) {
      return account.passingAll();
    }
    throw new EmbeddedPostgresException(
        "PostgreSQL runs as an unprivileged account, which may not pass through the directory "
            + result.output()
            + "; allow that with chmod o+x, or choose another data directory.");
  }

  /** Prints the first directory that is closed to the account. */
  private static Commands.Result reach(Account account, Path... directories)
      throws EmbeddedPostgresException {
    List<String> command =
        new ArrayList<>(
            List.of("/bin/sh", "-c", "for d; do [ -x \"$d\" ] || { echo \"$d\"; exit 1; }; done"));
    command.add("sh");
    for (Path directory : directories) {
      for (int depth = 1; depth <= directory.getNameCount(); depth++) {
        command.add("/" + directory.subpath(0, depth));
      }
    }
    return Commands.run(account.command(command), INIT_TIMEOUT_SECONDS);
  }

  private static void writePassword(Path file, SecureRandom random) throws IOException {
    byte[] bytes = new byte[PASSWORD_BYTES];
    random.nextBytes(bytes);
    Path unfinished = file.resolveSibling("password.new");
    Files.deleteIfExists(unfinished);
    writePrivate(unfinished, HexFormat.of().formatHex(bytes));
    Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
  }

  private static void writePrivate(Path file, String text) throws IOException {
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(file, text, StandardOpenOption.SYNC);
  }

  private void initialise() throws IOException, EmbeddedPostgresException {
    Path unfinished = directory.resolve("cluster.new");
    if (Files.exists(unfinished)) {
      Trees.delete(unfinished);
    }
    Files.createDirectory(
        unfinished,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    account.give(unfinished);
    initdb(unfinished);
    Files.writeString(
        unfinished.resolve("pg_hba.conf"),
        ACCESS_RULES,
        StandardOpenOption.SYNC,
        StandardOpenOption.TRUNCATE_EXISTING);
    Files.move(unfinished, path(), StandardCopyOption.ATOMIC_MOVE);
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  private void initdb(Path target) throws IOException, EmbeddedPostgresException {
    Path passwordFile = directory.resolve("password.init");
    Files.deleteIfExists(passwordFile);
    writePrivate(passwordFile, password);
    try {
      account.give(passwordFile);
      List<String> command =
          List.of(
              binaries.program("initdb"),
              "--pgdata=" + target,
              "--username=" + USER,
              "--pwfile=" + passwordFile,
              "--auth=scram-sha-256",
              "--encoding=UTF8",
              "--no-locale",
              "--no-instructions");
      Commands.Result result = Commands.run(account.command(command), INIT_TIMEOUT_SECONDS);
      if (result.exitCode() != 0) {
        throw new EmbeddedPostgresException(
            "PostgreSQL cannot make its data in "
                + target
                + ": "
                + result.output().lines().reduce("", (_, line) -> line));
      }
    } finally {
      Files.deleteIfExists(passwordFile);
    }
  }

  private void requireVersion() throws IOException, EmbeddedPostgresException {
    String version = Files.readString(path().resolve("PG_VERSION")).strip();
    if (!version.equals(binaries.majorVersion())) {
      throw new EmbeddedPostgresException(
          "The data in "
              + path()
              + " was made by PostgreSQL "
              + version
              + ", and this build has "
              + binaries.majorVersion()
              + ".");
    }
  }
}
