package io.sluice.gateway.bench;

import io.sluice.gateway.cli.UserFailure;
import io.sluice.protocol.client.AttachListener;
import io.sluice.protocol.client.AttachRequest;
import io.sluice.protocol.client.Attachment;
import io.sluice.protocol.client.StreamEnd;
import io.sluice.protocol.client.StreamRequest;
import io.sluice.protocol.model.Offset;
import java.io.IOException;
import java.util.Locale;

/**
 * From the request of a controller that preempts another one to its first byte of output: the first
 * that its predecessor did not acknowledge. Beside it the same way without a change of control, the
 * bare upgrade, and a request without one; the four take turns.
 */
final class TakeoverBench {
  private static final RecordLayout LAYOUT = new RecordLayout(64);

  /** More than a frame of it, so that some of it is not acknowledged. */
  private static final int RECORDS = 4096;

  /** An acknowledgement is noted within a quarter of this. */
  private static final long NOTED_MILLIS = 1_000;

  private static final long TARGET_NANOS = 20_000_000;

  private final ResumeStage stage;
  private final RecordWriter.Load load = new RecordWriter.Load(LAYOUT, RECORDS, 0, 1);

  /** One round of measurements. */
  private record Times(Samples takeover, Samples observer, Samples upgrade, Samples request) {
    static Times none() {
      return new Times(new Samples(), new Samples(), new Samples(), new Samples());
    }
  }

  TakeoverBench(ResumeStage stage) {
    this.stage = stage;
  }

  void run(int runs) throws UserFailure, InterruptedException, IOException {
    stage.heading("takeover of a running execution, " + runs + " runs after as many to warm up");
    String id = stage.start(load);
    CheckedConsumer holder = consumer(StreamRequest.controller(id), Offset.ZERO);
    holder.nextOutput();
    Offset acknowledged = new Offset(holder.position());
    if (holder.position() >= load.allBytes()) {
      throw new UserFailure("one frame held everything: there is nothing to take over");
    }
    holder.acknowledge();
    Thread.sleep(NOTED_MILLIS);
    holder = measure(id, holder, acknowledged, runs, Times.none());
    Times times = Times.none();
    holder = measure(id, holder, acknowledged, runs, times);
    while (holder.position() < load.allBytes()) {
      holder.nextOutput();
    }
    stage.client().kill(id);
    holder.readToExit();
    report(times);
  }

  private CheckedConsumer consumer(StreamRequest request, Offset start) {
    return new CheckedConsumer(stage.stream(request), LAYOUT, start, (_, _) -> {});
  }

  private CheckedConsumer measure(
      String id, CheckedConsumer first, Offset acknowledged, int runs, Times times)
      throws UserFailure, InterruptedException, IOException {
    CheckedConsumer holder = first;
    for (int run = 0; run < runs; run++) {
      CheckedConsumer successor = consumer(StreamRequest.preempting(id), acknowledged);
      times.takeover().add(toFirstOutput(successor));
      StreamEnd end = holder.readToEnd();
      if (!(end instanceof StreamEnd.Preempted)) {
        throw new UserFailure("who was preempted was told something else: " + end);
      }
      holder = successor;
      StreamRequest observing =
          StreamRequest.observer(id).from(new StreamRequest.From.At(acknowledged));
      try (CheckedConsumer observer = consumer(observing, acknowledged)) {
        times.observer().add(toFirstOutput(observer));
      }
      times.upgrade().add(upgrade(id));
      long begin = System.nanoTime();
      stage.client().config();
      times.request().add(System.nanoTime() - begin);
    }
    return holder;
  }

  private static long toFirstOutput(CheckedConsumer consumer)
      throws UserFailure, InterruptedException {
    long begin = System.nanoTime();
    consumer.nextOutput();
    return System.nanoTime() - begin;
  }

  /** Of an observer of what is still to come, so nothing follows it. */
  private long upgrade(String id) {
    AttachRequest request = AttachRequest.observer(id, new Offset(load.allBytes()));
    long begin = System.nanoTime();
    try (Attachment _ = stage.consumers().attach(request, AttachListener.discarding())) {
      return System.nanoTime() - begin;
    }
  }

  private void report(Times times) {
    stage.row("request of the successor to its first byte", times.takeover().summary());
    stage.row("the same by an observer, without control", times.observer().summary());
    stage.row("an upgrade alone", times.upgrade().summary());
    stage.row("a request over a warm connection", times.request().summary());
    double takeover = times.takeover().median();
    stage.row(
        "takeover, ratio of medians",
        String.format(
            Locale.ROOT,
            "%.1f to the observer, %.1f to the upgrade",
            takeover / times.observer().median(),
            takeover / times.upgrade().median()));
    stage.row(
        "target: p99 below 20 ms",
        ResumeStage.verdict(times.takeover().percentile(99) < TARGET_NANOS));
  }
}
