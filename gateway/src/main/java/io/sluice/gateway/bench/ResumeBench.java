package io.sluice.gateway.bench;

import io.sluice.gateway.cli.UserFailure;
import io.sluice.protocol.client.NewBox;
import io.sluice.protocol.client.SluiceClient;
import java.io.IOException;
import java.io.PrintStream;
import java.util.Set;

/**
 * What consumers feel: a change of control, a cut, the way of a chunk, a neighbour that stalls.
 * Each byte is checked, and one that is lost, repeated or changed fails it; how long things take
 * does not.
 */
final class ResumeBench {
  private ResumeBench() {}

  /**
   * How much is measured.
   *
   * @param clients that are idle, or cut, at once
   * @param runs takeovers
   * @param seconds of delivery in each condition
   */
  record Scale(int clients, int runs, int seconds) {}

  /** What is measured on its own. */
  enum Part {
    TAKEOVER,
    DELIVERY,
    IDLE,
    CUT
  }

  static void run(Baselines baselines, Set<Part> parts, Scale scale, PrintStream out)
      throws UserFailure, InterruptedException, IOException {
    out.println("machine: " + Machine.load());
    try (ChildGateway gateway = ChildGateway.start();
        SluiceClient client = gateway.client();
        SluiceClient consumers = gateway.client();
        Baselines.Rows rows = baselines.rows(gateway.data())) {
      String box = client.startBox(client.createBox(new NewBox(null, null)).id()).id();
      ResumeStage stage = new ResumeStage(gateway, client, consumers, box, out);
      for (Part part : parts) {
        switch (part) {
          case TAKEOVER -> new TakeoverBench(stage).run(scale.runs());
          case DELIVERY -> new DeliveryBench(stage, rows).run(scale.seconds());
          case IDLE -> new IdleBench(stage).run(scale.clients());
          case CUT -> new CutBench(stage).run(scale.clients());
        }
      }
    }
    out.println();
    out.println("no byte was lost, repeated or changed");
    out.println("machine: " + Machine.load());
  }
}
