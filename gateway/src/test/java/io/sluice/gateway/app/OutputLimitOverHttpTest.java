package io.sluice.gateway.app;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.protocol.client.ExecRequest;
import io.sluice.protocol.client.NewBox;
import io.sluice.protocol.model.LogWish;
import io.sluice.protocol.model.OutputLimit.Policy;
import io.sluice.protocol.model.OutputRule;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Real processes that write more than their limit. */
@ExtendWith(TrimRig.Shared.class)
@Tag("O31")
class OutputLimitOverHttpTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MIB = 1024 * 1024;

  private final TrimRig rig;
  private final HttpClient http = HttpClient.newHttpClient();

  OutputLimitOverHttpTest(TrimRig rig) {
    this.rig = rig;
  }

  private String begun(String script, long limit, Policy policy) {
    return rig.client()
        .exec(
            rig.client().createBox(new NewBox(null, null)).id(),
            ExecRequest.of("sh", "-c", script)
                .keeping(new LogWish(new OutputRule.UpTo(limit, policy), null)));
  }

  private JsonNode json(String id, String what) throws Exception {
    return JSON.readTree(http.send(rig.request(id, what), BodyHandlers.ofString()).body());
  }

  private byte[] output(String id, String query) throws Exception {
    return http.send(rig.request(id, "output" + query), BodyHandlers.ofByteArray()).body();
  }

  @Test
  void aFloodEndsAtExactlyItsLimitAndStatusAndEventsSayWhy() throws Exception {
    String id = begun("exec cat /dev/zero", 100_001, Policy.END);

    byte[] all = output(id, "?follow=1");
    JsonNode execution = json(id, "wait");
    String events =
        http.send(rig.request(id, "events?from=100001"), BodyHandlers.ofString()).body();

    assertThat(all).hasSize(100_001);
    assertThat(execution.path("reason").asText()).isEqualTo("output_limit");
    assertThat(execution.path("status").asText()).isEqualTo("killed");
    assertThat(execution.path("exit_code").intValue()).isEqualTo(137);
    assertThat(execution.path("truncated").booleanValue()).isTrue();
    assertThat(execution.path("offsets").path("end").longValue()).isEqualTo(100_001);
    assertThat(execution.path("output").toString())
        .isEqualTo("{\"limit_bytes\":100001,\"policy\":\"end\"}");
    assertThat(events)
        .contains("\"type\":\"output_cut\"")
        .contains("\"cause\":\"output_limit\"")
        .contains("\"reason\":\"output_limit\"");
  }

  @Test
  @Tag("O24")
  void aProcessWaitsInItsWriteUntilOutputWasRemovedAndNothingIsLost() throws Exception {
    Path done = rig.doors().resolve("all-was-written");
    String id = begun("head -c 4194304 /dev/zero; touch " + done, MIB, Policy.BLOCK);

    awaitBlocked(id);
    boolean wentOn = Files.exists(done);
    JsonNode now = json(id, "");
    long most = 0;
    while (!now.path("state").asText().equals("ended")) {
      long end = now.path("offsets").path("end").longValue();
      most = Math.max(most, end - now.path("offsets").path("earliest").longValue());
      assertThat(earliestAfterRemoving(id, end)).isLessThanOrEqualTo(end);
      now = json(id, "");
    }

    assertThat(wentOn).isFalse();
    // What was on its way from the runner comes beside the limit, and no more.
    assertThat(most).isBetween((long) MIB, 3L * MIB);
    assertThat(now.path("offsets").path("end").longValue()).isEqualTo(4L * MIB);
    assertThat(now.path("status").asText()).isEqualTo("completed");
    assertThat(now.has("truncated")).isFalse();
    assertThat(Files.exists(done)).isTrue();
  }

  private void awaitBlocked(String id) throws Exception {
    while (!json(id, "").path("output").path("blocked").booleanValue()) {
      assertThat(json(id, "").path("state").asText()).isNotEqualTo("ended");
    }
  }

  private long earliestAfterRemoving(String id, long before) throws Exception {
    HttpRequest remove =
        HttpRequest.newBuilder(rig.request(id, "output?before=" + before), (_, _) -> true)
            .DELETE()
            .build();
    return JSON.readTree(http.send(remove, BodyHandlers.ofString()).body())
        .path("earliest_offset")
        .longValue();
  }

  @Test
  @Tag("O17")
  @Tag("O35")
  void theNewestIsKeptAtItsOffsetsAndWhatIsGoneIsRefused() throws Exception {
    String id = begun("seq 1 600000", MIB, Policy.KEEP_NEWEST);
    JsonNode ended = json(id, "wait").path("offsets");
    while (ended.path("end").longValue() - ended.path("earliest").longValue() > MIB) {
      ended = json(id, "").path("offsets");
    }

    byte[] left = output(id, "");
    int status =
        http.send(rig.request(id, "output?from=0"), BodyHandlers.discarding()).statusCode();
    JsonNode execution = json(id, "");

    String whole = new String(whole(), US_ASCII);
    assertThat(whole).endsWith(new String(left, US_ASCII));
    assertThat(left).hasSizeLessThanOrEqualTo(MIB);
    assertThat(status).isEqualTo(410);
    assertThat(execution.path("truncated").booleanValue()).isTrue();
    assertThat(execution.path("status").asText()).isEqualTo("completed");
    assertThat(execution.path("offsets").path("end").intValue()).isEqualTo(whole.length());
  }

  private static byte[] whole() {
    StringBuilder text = new StringBuilder();
    for (int number = 1; number <= 600_000; number++) {
      text.append(number).append('\n');
    }
    return text.toString().getBytes(US_ASCII);
  }
}
