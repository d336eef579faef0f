package io.sluice.gateway.execution;

import io.sluice.protocol.execution.Event;
import io.sluice.protocol.execution.Facts;
import io.sluice.protocol.runner.GatewayFrame;
import java.util.List;

/** What a runner must be told once a fact is journaled. */
final class RunnerFrames {
  private RunnerFrames() {}

  static List<GatewayFrame> after(Event event, Facts facts) {
    return switch (event) {
      case Event.Placed _ -> start(facts);
      case Event.KillRequested _ -> List.of(new GatewayFrame.Kill(facts.execution()));
      case Event.SignalRequested(var signal, _, _) ->
          List.of(new GatewayFrame.SendSignal(facts.execution(), signal));
      case Event.Resized(var size, _) -> List.of(new GatewayFrame.Resize(facts.execution(), size));
      case Event.Accepted _,
          Event.Started _,
          Event.OutputAppended _,
          Event.ChannelEnded _,
          Event.OutputCut _,
          Event.ProcessExited _,
          Event.OfAudience _,
          Event.Anchored _,
          Event.Ended _ ->
          List.of();
    };
  }

  static List<GatewayFrame> start(Facts facts) {
    return List.of(
        new GatewayFrame.Start(
            facts.execution(),
            facts.box(),
            facts.terms().limits(),
            facts.terms().requirements().driver(),
            facts.command()));
  }
}
