package io.sluice.gateway.cli;

import io.sluice.protocol.client.ExecRequest;
import io.sluice.protocol.client.ExecutionStream;
import io.sluice.protocol.client.NewBox;
import io.sluice.protocol.client.SluiceClient;
import io.sluice.protocol.client.StreamEnd;
import io.sluice.protocol.client.StreamRequest;
import io.sluice.protocol.client.StreamSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Optional;

/** A gateway in this process, with a directory of its own that goes with it, and work for it. */
final class WarmUpGateway {
  private static final int COMMANDS = 400;
  private static final Duration IDLE_EXIT = Duration.ofSeconds(1);
  private static final long PAUSE_MILLIS = 20;

  private WarmUpGateway() {}

  static void run(Launcher launcher) throws IOException, InterruptedException, UserFailure {
    try (ScratchDirectory directory = ScratchDirectory.create("sluice-warm-up")) {
      DataDirectory data = new DataDirectory(directory.path().resolve("data"));
      Thread gateway = Thread.ofPlatform().start(() -> serve(launcher, data));
      work(data, gateway);
      gateway.join();
    }
  }

  private static void serve(Launcher launcher, DataDirectory data) {
    ListenAddress anyPort = new ListenAddress("127.0.0.1", 0);
    try {
      launcher.serve(
          new ServeOptions(anyPort, data, null, true, null, IDLE_EXIT, DriverOption.USUAL));
    } catch (UserFailure failed) {
      throw new IllegalStateException("the gateway to warm up did not start", failed);
    }
  }

  private static void work(DataDirectory data, Thread gateway)
      throws IOException, InterruptedException {
    Optional<GatewayFile> file = GatewayFile.read(data);
    while (file.isEmpty()) {
      if (!gateway.isAlive()) {
        return;
      }
      Thread.sleep(PAUSE_MILLIS);
      file = GatewayFile.read(data);
    }
    String key = Files.readString(data.adminKey()).strip();
    try (SluiceClient client = new SluiceClient(file.get().url(), key)) {
      String box = client.startBox(client.createBox(new NewBox(null, null)).id()).id();
      for (int command = 0; command < COMMANDS; command++) {
        watch(client, client.exec(box, ExecRequest.of("echo", "warm")));
      }
      watch(client, client.exec(box, ExecRequest.of("head", "-c", "8000000", "/dev/zero")));
    }
  }

  private static void watch(SluiceClient client, String id)
      throws IOException, InterruptedException {
    try (ExecutionStream stream =
        client.stream(StreamRequest.controller(id), StreamSettings.usual(Math::random))) {
      StreamEnd end = stream.readTo(_ -> true);
      if (!(end instanceof StreamEnd.Exited)) {
        throw new IOException("a command to warm up with did not end: " + end);
      }
    }
  }
}
