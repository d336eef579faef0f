package io.sluice.gateway.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.execution.LogTrims.TrimAnswer;
import io.sluice.protocol.client.AttachEnd;
import io.sluice.protocol.client.AttachRequest;
import io.sluice.protocol.client.Attachment;
import io.sluice.protocol.client.ExecutionStream;
import io.sluice.protocol.client.StreamEnd;
import io.sluice.protocol.client.StreamItem;
import io.sluice.protocol.client.StreamRequest;
import io.sluice.protocol.client.StreamRequest.From;
import io.sluice.protocol.client.StreamRequest.Role;
import io.sluice.protocol.client.StreamSettings;
import io.sluice.protocol.execution.Command.Purpose;
import io.sluice.protocol.execution.Refusal;
import io.sluice.protocol.follow.GiveUpReason;
import io.sluice.protocol.model.Offset;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What consumers that attach see of a log whose start was trimmed. */
@ExtendWith(TrimRig.Shared.class)
class TrimOverAttachTest {
  private final TrimRig rig;

  TrimOverAttachTest(TrimRig rig) {
    this.rig = rig;
  }

  @Test
  @Tag("O17")
  @Tag("C5")
  void anObserverThatAsksForWhatIsGoneIsRefusedBeforeTheUpgrade() {
    CompletableFuture<WebSocket> opened =
        HttpClient.newHttpClient()
            .newWebSocketBuilder()
            .header("Authorization", "Bearer " + rig.key())
            .buildAsync(
                URI.create(
                    rig.client().base().toString().replaceFirst("^http", "ws")
                        + "/v1/executions/"
                        + rig.trimmed()
                        + "/attach?stdin=0&from=12"),
                new WebSocket.Listener() {});

    assertThat(opened)
        .failsWithin(TrimRig.LONG)
        .withThrowableOfType(Exception.class)
        .havingCause()
        .isInstanceOfSatisfying(
            WebSocketHandshakeException.class,
            refused -> assertThat(refused.getResponse().statusCode()).isEqualTo(410));
  }

  @Test
  @Tag("O18")
  void aConsumerFromTheStartIsToldTheGapBeforeTheOutput() throws Exception {
    List<String> seen = seenToTheEnd(rig.trimmed());

    assertThat(seen).containsExactly("output_gap", "output_gap", "STDOUT third\n");
  }

  @Test
  @Tag("O18")
  @Tag("O8")
  void theSuccessorOfACutConsumerGetsTheGapFirst() throws Exception {
    String id = rig.written("owed", rig::readFirstAndLeave);
    rig.client().awaitEnd(id, TrimRig.LONG);
    TrimAnswer cleanedUp = rig.trim(id, 14, Purpose.CLEAN_UP);
    TrimAnswer limited = rig.trim(id, 14, Purpose.LIMIT);

    List<String> seen = seenToTheEnd(id);

    assertThat(cleanedUp)
        .isInstanceOfSatisfying(
            TrimAnswer.Refused.class,
            refused -> assertThat(refused.refusal()).isInstanceOf(Refusal.Owed.class));
    assertThat(limited).isEqualTo(new TrimAnswer.Trimmed(new Offset(13)));
    assertThat(seen).startsWith("output_gap").endsWith("STDOUT third\n");
    assertThat(seen).doesNotContain("STDOUT first\n", "STDERR second\n");
  }

  @ParameterizedTest
  @Tag("O17")
  @EnumSource(Role.class)
  void byOffsetsANumberInWhatIsGoneIsRefusedWithTheEarliest(Role role) throws Exception {
    StreamEnd end;

    try (ExecutionStream stream = streamed(role, new From.At(new Offset(12)))) {
      end = stream.readTo(_ -> true);
    }

    assertThat(end)
        .isInstanceOfSatisfying(
            StreamEnd.GaveUp.class,
            gaveUp ->
                assertThat(gaveUp.reason()).isEqualTo(new GiveUpReason.Expired(new Offset(13))));
  }

  @ParameterizedTest
  @Tag("O18")
  @EnumSource(Role.class)
  void byOffsetsTheGapUpToTheEarliestIsTheFirstThatIsTold(Role role) throws Exception {
    List<String> told = new ArrayList<>();

    try (ExecutionStream stream = streamed(role, new From.Start())) {
      stream.items().forEachRemaining(item -> told.add(line(item)));
    }

    assertThat(told)
        .filteredOn(line -> !line.isEmpty())
        .containsExactly(
            "STDOUT missing from 0 to 13, trimmed",
            "STDERR missing from 0 to 13, trimmed",
            "STDOUT at 13: third\n",
            "Exited");
  }

  @Test
  @Tag("O31")
  void whatALimitTookIsToldWithTheExit() throws Exception {
    String id = rig.written("limited-v1", running -> rig.trim(running, 6, Purpose.LIMIT));
    StreamRequest request = new StreamRequest(id, Role.OBSERVER, new From.Start(), null, null);

    StreamEnd end;
    try (ExecutionStream stream = rig.client().stream(request, StreamSettings.usual(() -> 0))) {
      end = stream.readTo(_ -> true);
    }

    assertThat(end)
        .isInstanceOfSatisfying(
            StreamEnd.Exited.class, exited -> assertThat(exited.exit().truncated()).isTrue());
  }

  /** Empty for what a trim does not change. */
  private static String line(StreamItem item) {
    return switch (item) {
      case StreamItem.Missing(var channel, var range, var reason) ->
          channel + " missing from " + range.from() + " to " + range.to() + ", " + reason;
      case StreamItem.Output(var channel, var at, _, var bytes) ->
          channel + " at " + at + ": " + new String(bytes.toByteArray(), StandardCharsets.UTF_8);
      case StreamItem.Ended(var end) -> end.getClass().getSimpleName();
      case StreamItem.ChannelEnded _, StreamItem.Problem _ -> "";
    };
  }

  private ExecutionStream streamed(Role role, From from) {
    return rig.client().stream(
        new StreamRequest(rig.trimmed(), role, from, null, null), StreamSettings.usual(() -> 0));
  }

  private List<String> seenToTheEnd(String id) throws Exception {
    Seen seen = new Seen();
    try (Attachment attachment = rig.client().attach(AttachRequest.controller(id), seen)) {
      assertThat(attachment.await()).isEqualTo(new AttachEnd.Exited(0, "exited", false));
    }
    return seen.items();
  }
}
