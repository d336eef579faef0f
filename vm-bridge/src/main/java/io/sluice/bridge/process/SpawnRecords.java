package io.sluice.bridge.process;

import io.sluice.protocol.model.ExecutionId;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One file per running process, so that the next life of the runner ends what a crash left behind.
 * A file holds pid, start time in ticks since the boot, and the id of the boot, one a line.
 */
final class SpawnRecords {
  private static final Logger LOG = LoggerFactory.getLogger(SpawnRecords.class);
  private static final int KILL = 9;
  private static final int FIRST_ORDINARY_PID = 2;

  private final Path directory;
  private final String bootId;

  private SpawnRecords(Path directory, String bootId) {
    this.directory = directory;
    this.bootId = bootId;
  }

  static SpawnRecords open(Path directory) throws IOException {
    Files.createDirectories(directory);
    return new SpawnRecords(directory, ProcFs.bootId());
  }

  /** Replaced in one step; not forced to disk, since a machine's crash ends the process too. */
  void write(ExecutionId execution, int pid) throws IOException {
    Long start = ProcFs.startTime(pid);
    Path draft = directory.resolve(execution.value() + ".new");
    Files.writeString(draft, pid + "\n" + start + "\n" + bootId + "\n");
    Files.move(draft, directory.resolve(execution.value()), StandardCopyOption.ATOMIC_MOVE);
  }

  void remove(ExecutionId execution) {
    delete(directory.resolve(execution.value()));
  }

  /** Kills the groups that a former life left running, and forgets all of them. */
  int endLeftovers() throws IOException {
    int ended = 0;
    try (DirectoryStream<Path> records = Files.newDirectoryStream(directory)) {
      for (Path record : records) {
        ended += endLeftover(record) ? 1 : 0;
        delete(record);
      }
    }
    return ended;
  }

  private boolean endLeftover(Path record) {
    try {
      String[] lines = Files.readString(record).split("\n", -1);
      int pid = Integer.parseInt(lines[0]);
      if (pid < FIRST_ORDINARY_PID
          || !lines[2].equals(bootId)
          || !lines[1].equals(String.valueOf(ProcFs.startTime(pid)))) {
        return false;
      }
      ProcFs.sessionMembers(pid).forEach(member -> Children.signal(member, KILL));
      Children.signalGroup(pid, KILL);
      LOG.info("ended {}, pid {}, which a former runner left running", record.getFileName(), pid);
      return true;
    } catch (IOException | NumberFormatException | ArrayIndexOutOfBoundsException unreadable) {
      LOG.warn("skipped the unreadable spawn record {}", record.getFileName());
      return false;
    }
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException failed) {
      LOG.warn("a spawn record could not be removed: {}", failed.getMessage());
    }
  }
}
