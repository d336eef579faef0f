package io.sluice.gateway.cli;

import io.sluice.protocol.client.BoxInfo;
import io.sluice.protocol.client.KeyInfo;
import io.sluice.protocol.client.NewBox;
import io.sluice.protocol.client.SluiceClient;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code sluice demo}. */
@Command(
    name = "demo",
    description = "Show in half a minute that cuts and a change of control lose nothing.")
final class DemoCommand implements Callable<Integer> {
  private final Console console;

  @Mixin DataOption data = new DataOption();

  @Option(names = "--lines", hidden = true)
  int lines = 60;

  DemoCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws UserFailure, InterruptedException {
    try (SluiceClient admin = new Discovery(console, data.path).runningOrStarted()) {
      BoxInfo box = admin.createBox(new NewBox(null, null));
      // Keys of their own: the gateway takes the two for different consumers.
      KeyInfo.Created first = admin.createKey("demo A", List.of("user"));
      KeyInfo.Created second = admin.createKey("demo B", List.of("user"));
      try (LineCutter line = LineCutter.before(admin.base());
          SluiceClient a = new SluiceClient(line.url(), first.secret());
          SluiceClient b = new SluiceClient(admin.base(), second.secret())) {
        Demo demo = new Demo(new Demo.Stage(a, b, line, box.id(), lines), console.printer());
        return demo.run(second.secret()) ? 0 : ExitCodes.FAILURE;
      } finally {
        admin.revokeKey(first.key().id());
        admin.revokeKey(second.key().id());
        admin.removeBox(box.id(), true);
      }
    } catch (IOException failed) {
      throw new UserFailure("the demo could not go on: " + failed.getMessage(), failed);
    }
  }
}
