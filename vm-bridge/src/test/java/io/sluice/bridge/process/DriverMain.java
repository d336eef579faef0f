package io.sluice.bridge.process;

import io.sluice.protocol.model.Channel;
import java.io.IOException;
import java.nio.file.Path;

/** A process with a driver: tells the pids of what it started, one a line, and stays. */
final class DriverMain {
  private DriverMain() {}

  /**
   * @param arguments the state directory, and the way
   */
  public static void main(String[] arguments) throws IOException {
    try (DriverRig rig = DriverRig.with(Path.of(arguments[0]), Way.valueOf(arguments[1]))) {
      for (String script :
          new String[] {
            "trap '' TERM HUP; echo $$; while :; do sleep 300; done",
            Escapes.deafToTermThen("sleep 300"),
            Escapes.then("exit 0")
          }) {
        Recorder recorder = new Recorder();
        rig.startIn(DriverRig.BOX, script, recorder);
        System.out.println(
            recorder.awaitLines(Channel.STDOUT, 1).text(Channel.STDOUT).lines().findFirst().get());
      }
      System.out.println("ready");
      // Until it is killed, or told to end in order.
      while (System.in.read() >= 0) {}
    }
  }
}
