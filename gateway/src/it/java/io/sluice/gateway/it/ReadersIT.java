package io.sluice.gateway.it;

import static io.sluice.gateway.it.Rig.LONG;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Readers over plain HTTP, against a gateway, its journal and real processes. */
@ExtendWith(Rig.Shared.class)
class ReadersIT {
  private static final int BYTES = 3_000_000;

  private final Rig rig;
  private final HttpClient http = HttpClient.newHttpClient();

  ReadersIT(Rig rig) {
    this.rig = rig;
  }

  @Test
  @Tag("O27")
  @Tag("O29")
  void aFollowedReadingGivesTheFirstBytesWhileTheProcessWaitsAndEndsWithIt(@TempDir Path data)
      throws Exception {
    Path door = data.resolve("door");
    String id = rig.exec("echo first; while [ ! -e " + door + " ]; do sleep 0.05; done; echo last");

    HttpResponse<InputStream> response =
        http.send(request(id, "output?follow=1").build(), BodyHandlers.ofInputStream());
    String first = new String(response.body().readNBytes(6), StandardCharsets.UTF_8);
    Files.createFile(door);
    String rest = new String(response.body().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(first).isEqualTo("first\n");
    assertThat(rest).isEqualTo("last\n");
  }

  @Test
  @Tag("O16")
  @Tag("O25")
  @Tag("O26")
  @Tag("O35")
  void everyWayOfReadingGivesTheSameBytes() throws Exception {
    String id = rig.exec("head -c " + BYTES + " /dev/urandom & head -c 70000 /dev/zero >&2; wait");
    assertThat(rig.client().awaitEnd(id, LONG).ended()).isTrue();

    byte[] merged = bytes(id, "output", "");
    byte[] stdout = bytes(id, "output?channel=stdout", "");
    byte[] stderr = bytes(id, "output?channel=stderr", "");
    ByteArrayOutputStream ranges = new ByteArrayOutputStream();
    for (int from = 0; from < BYTES; from += 700_001) {
      ranges.write(bytes(id, "output?channel=stdout", "bytes=" + from + "-" + (from + 700_000)));
    }
    ByteArrayOutputStream parts = new ByteArrayOutputStream();
    int cut = merged.length / 3;
    parts.write(bytes(id, "output", "bytes=0-" + (cut - 1)));
    parts.write(bytes(id, "output?from=" + cut, ""));

    assertThat(stdout).hasSize(BYTES);
    assertThat(stderr).containsOnly((byte) 0).hasSize(70_000);
    assertThat(merged).hasSize(BYTES + 70_000);
    assertThat(ranges.toByteArray()).isEqualTo(stdout);
    assertThat(parts.toByteArray()).isEqualTo(merged);
    assertThat(fromEvents(id)).isEqualTo(merged);
  }

  /** The merged log as its events tell it, checked for the order of offsets. */
  private byte[] fromEvents(String id) throws IOException, InterruptedException {
    HttpResponse<String> response =
        http.send(request(id, "events").build(), BodyHandlers.ofString());
    List<String> lines = response.body().lines().toList();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ObjectMapper json = new ObjectMapper();
    for (String line : lines) {
      JsonNode event = json.readTree(line);
      if (event.path("type").asText().equals("output")) {
        assertThat(event.path("offset").longValue()).isEqualTo(bytes.size());
        bytes.write(Base64.getDecoder().decode(event.path("data").asText()));
      }
    }
    assertThat(json.readTree(lines.getLast()).path("type").asText()).isEqualTo("exit");
    return bytes.toByteArray();
  }

  private byte[] bytes(String id, String what, String range)
      throws IOException, InterruptedException {
    HttpRequest.Builder request = request(id, what);
    if (!range.isEmpty()) {
      request.header("Range", range);
    }
    HttpResponse<byte[]> response = http.send(request.build(), BodyHandlers.ofByteArray());
    assertThat(response.statusCode()).isEqualTo(range.isEmpty() ? 200 : 206);
    return response.body();
  }

  private HttpRequest.Builder request(String id, String what) throws IOException {
    URI uri = URI.create(rig.client().base() + "/v1/executions/" + id + "/" + what);
    String key = rig.gateway().adminKey();
    return HttpRequest.newBuilder(uri).header("Authorization", "Bearer " + key).timeout(LONG);
  }
}
