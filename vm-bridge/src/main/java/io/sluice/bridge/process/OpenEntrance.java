package io.sluice.bridge.process;

import io.sluice.protocol.model.BoxId;
import io.sluice.protocol.model.CommandSpec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The command itself is spawned, and sees what the runner sees. */
final class OpenEntrance implements Entrance {
  private final BoxDirectories boxes;

  OpenEntrance(BoxDirectories boxes) {
    this.boxes = boxes;
  }

  @Override
  public Map<String, String> environment() {
    return Map.of();
  }

  @Override
  public Spawned spawn(Order order) throws StartRefused, SystemCallFailed {
    CommandSpec command = order.command();
    Path directory = directory(order.box(), command);
    Path program =
        ProgramLookup.program(directory, order.environment().searchPath(), command.program());
    StandardStreams streams = StandardStreams.open(command, 0);
    List<String> arguments = new ArrayList<>();
    arguments.add(command.program());
    arguments.addAll(command.arguments());
    int pid =
        streams.spawn(
            new PosixSpawn.Plan(
                program.toString(),
                arguments,
                order.environment().asPairs(),
                directory.toString(),
                streams.actions()));
    return new Spawned(pid, streams, null);
  }

  @Override
  public void forget(BoxId box) {
    boxes.removeOrWarn(box);
  }

  private Path directory(BoxId box, CommandSpec command) throws StartRefused {
    Path own = boxes.createOrRefuse(box);
    String requested = command.workingDirectory();
    return requested == null ? own : ProgramLookup.directory(own, requested);
  }
}
