package io.sluice.gateway.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.gateway.testing.TestKeys;
import io.sluice.persistence.audit.AuditCheck;
import io.sluice.persistence.audit.AuditExport;
import io.sluice.persistence.audit.AuditKey;
import io.sluice.persistence.audit.Verdict;
import io.sluice.persistence.codec.EventCodec;
import io.sluice.persistence.codec.StoredNames;
import io.sluice.protocol.execution.Event;
import io.sluice.protocol.execution.Facts;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.Payload;
import io.sluice.protocol.proof.Digest;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Journals as earlier builds wrote them, on a gateway of this one. Files under {@code journals} are
 * never edited, only added to: {@code -Dsluice.journals.write=true} records those that are not
 * there.
 */
@ExtendWith({SharedRig.class, TroubledRig.Shared.class})
@Tag("C23")
class RecordedJournalsTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path JOURNALS = Path.of("src/test/resources/journals");
  private static final String THIS_VERSION = "0.1";
  private static final String ROWS = "rows.ndjson";
  private static final String KEYS = "keys.json";
  private static final String WRITE = "sluice.journals.write";

  private final ExecutionsRig recording;
  private final TroubledRig rig;

  RecordedJournalsTest(ExecutionsRig recording, TroubledRig rig) {
    this.recording = recording;
    this.rig = rig;
  }

  static List<Path> journals() throws IOException {
    try (Stream<Path> files = Files.walk(JOURNALS)) {
      return files.filter(file -> file.endsWith(ROWS)).map(Path::getParent).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("journals")
  @Tag("O12")
  @Tag("O35")
  @Tag("T4")
  @Tag("T5")
  void aRecordedJournalIsWhatItWas(Path journal) throws Exception {
    String one = "/v1/executions/" + opened(journal);

    assertThat(rig.get(one).statusCode()).isEqualTo(200);
    assertThat(seen(one)).containsAllEntriesOf(recorded(journal));
    assertHolds(journal.resolve("execution.json"), rig.get(one).body());
    assertHolds(journal.resolve("events.ndjson"), rig.get(one + "/events").body());
    assertThat(rig.get(one + "/recording").body())
        .isEqualTo(Files.readString(journal.resolve("recording.cast")));
    assertFound(journal, one);
    Verdict verdict = verdict(journal, rig.get(one + "/audit").body());
    assertThat(verdict.findings()).isEmpty();
    assertThat(verdict.unproven()).isZero();
    assertThat(verdict.ended()).isTrue();
  }

  /** Whole, by the digest of what was there, and of each channel. */
  private Map<String, String> seen(String one) throws Exception {
    return Map.of(
        "output", digest(one + "/output"),
        "stdout", digest(one + "/output?channel=stdout"),
        "stderr", digest(one + "/output?channel=stderr"));
  }

  private String digest(String path) throws Exception {
    HttpResponse<byte[]> response = rig.get(path, BodyHandlers.ofByteArray());
    assertThat(response.statusCode()).isEqualTo(200);
    return Digest.of(Payload.owning(response.body())).hex() + " " + response.body().length;
  }

  @SuppressWarnings("unchecked")
  private static Map<String, String> recorded(Path journal) throws IOException {
    return JSON.readValue(journal.resolve("output.json").toFile(), Map.class);
  }

  /** A later build may tell more, and nothing else. */
  private static void assertHolds(Path recorded, String now) throws IOException {
    List<JsonNode> before = nodes(Files.readString(recorded));
    List<JsonNode> after = nodes(now);
    assertThat(after).hasSameSizeAs(before);
    for (int index = 0; index < before.size(); index++) {
      assertThat(holds(before.get(index), after.get(index)))
          .as("%s, now %s", before.get(index), after.get(index))
          .isTrue();
    }
  }

  private static List<JsonNode> nodes(String text) throws IOException {
    return JSON.readerFor(JsonNode.class).<JsonNode>readValues(text).readAll();
  }

  private static boolean holds(JsonNode before, JsonNode after) {
    return before instanceof ObjectNode
        ? before.properties().stream()
            .allMatch(field -> holds(field.getValue(), after.path(field.getKey())))
        : before.equals(after);
  }

  /** The first byte of what is left is found where it is. */
  private void assertFound(Path journal, String one) throws Exception {
    String output = new String(rig.get(one + "/output", BodyHandlers.ofByteArray()).body(), UTF_8);
    if (output.isEmpty()) {
      return;
    }
    String query = URLEncoder.encode(output.substring(0, 1), UTF_8);
    JsonNode found = JSON.readTree(rig.get(one + "/search?q=" + query).body());
    assertThat(found.path("matches").path(0).path("offset").longValue())
        .as(journal.toString())
        .isEqualTo(JSON.readTree(rig.get(one).body()).path("offsets").path("earliest").longValue());
  }

  private static Verdict verdict(Path journal, String export) throws IOException {
    List<AuditKey> keys = new ArrayList<>();
    for (JsonNode key : JSON.readTree(journal.resolve(KEYS).toFile()).path("keys")) {
      byte[] encoded = Base64.getDecoder().decode(key.path("public_key").asText());
      keys.add(AuditKey.of(Payload.owning(encoded)));
    }
    AuditCheck check = new AuditCheck(keys);
    export.lines().forEach(check::line);
    return check.verdict();
  }

  /** The rows are in the journal, its start in the index; its end follows by itself. */
  private ExecutionId opened(Path journal) throws Exception {
    StoredJournal stored = StoredJournal.read(journal.resolve(ROWS));
    var first = stored.rows().getFirst();
    Facts facts =
        ((Event.Accepted) EventCodec.decode(first.manifest(), first.payload().toByteArray()))
            .facts();
    if (rig.index().execution(facts.tenant(), facts.execution()).isEmpty()) {
      try (Connection connection = rig.inside()) {
        stored.insert(connection);
      }
      rig.index().restoreExecution(facts);
    }
    return facts.execution();
  }

  @Test
  @EnabledIfSystemProperty(named = WRITE, matches = "true")
  void recordsWhatIsMissingOfThisVersion() throws Exception {
    Path version = Files.createDirectories(JOURNALS.resolve(THIS_VERSION));
    for (var kind : new JournalRecorder(recording).kinds().entrySet()) {
      Path journal = version.resolve(kind.getKey());
      if (!Files.exists(journal)) {
        record(Files.createDirectory(journal), kind.getValue());
      }
    }
  }

  private void record(Path journal, JournalRecorder.Kind kind) throws Exception {
    ExecutionId id = new ExecutionId("recorded-" + journal.getFileName());
    kind.happens(id);
    SignedLogs.await(recording, id);
    try (Connection connection = recording.storage.database().connection()) {
      StoredJournal.of(connection, StoredNames.persistenceId(id)).write(journal.resolve(ROWS));
    }
    String one = "/v1/executions/" + opened(journal);
    JSON.writeValue(journal.resolve("output.json").toFile(), seen(one));
    Files.writeString(journal.resolve("execution.json"), rig.get(one).body());
    Files.writeString(journal.resolve("events.ndjson"), rig.get(one + "/events").body());
    Files.writeString(journal.resolve("recording.cast"), rig.get(one + "/recording").body());
    ArrayNode keys = JSON.createArrayNode();
    TestKeys.SIGNER.all().forEach(key -> keys.add(AuditExport.keyNode(key)));
    Files.writeString(
        journal.resolve(KEYS),
        JSON.writeValueAsString(JSON.createObjectNode().set("keys", keys)) + "\n");
  }
}
