package io.sluice.protocol.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.sluice.protocol.execution.EndReason;
import io.sluice.protocol.model.Channel;
import io.sluice.protocol.model.Payload;
import io.sluice.protocol.model.Signal;
import io.sluice.protocol.wire.AttachFrames.ClientFrame;
import io.sluice.protocol.wire.AttachFrames.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Holds the AsyncAPI document and the frames together: both have the same types with the same
 * members, of which the same are always there. {@link V1Samples} has every kind of frame, with and
 * without what is optional, which a test of its own sees to.
 */
class AsyncApiTest {
  private static final String BINARY = "binary";
  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

  private final JsonNode document = read();

  @Test
  void framesOfSluiceV1AreDocumentedAsTheyAreWritten() {
    List<V1Message> server = V1Samples.ofServer().stream().map(V1Frames::encode).toList();
    List<V1Message> client = V1Samples.ofClient().stream().map(V1Frames::encode).toList();

    requireSame(documented("tellByOffsets"), server);
    requireSame(documented("hearByOffsets"), client);
  }

  @Test
  void framesWithoutASubprotocolAreDocumentedAsTheyAreWritten() {
    List<V1Message> server =
        List.of(
            new V1Message.Binary(AttachFrames.output(Channel.STDOUT, Payload.utf8("out"))),
            new V1Message.Text(
                AttachFrames.exit(new AttachFrames.Exit(0, null, "exited", null, null))),
            new V1Message.Text(
                AttachFrames.exit(new AttachFrames.Exit(137, 9, "killed", true, true))),
            new V1Message.Text(AttachFrames.error(ErrorCode.INTERNAL, "try again")));
    List<String> texts =
        List.of(
            "{\"type\":\"resize\",\"cols\":80,\"rows\":24}",
            "{\"type\":\"signal\",\"sig\":2}",
            "{\"type\":\"stdin_eof\"}");
    Stream<V1Message> stdin = Stream.of(new V1Message.Binary(Payload.EMPTY));

    List<V1Message> client =
        Stream.concat(stdin, texts.stream().<V1Message>map(V1Message.Text::new)).toList();

    assertThat(texts.stream().<Object>map(text -> AttachFrames.parse(text).getClass()).toList())
        .containsExactlyInAnyOrder((Object[]) ClientFrame.class.getPermittedSubclasses());
    requireSame(documented("tell"), server);
    requireSame(documented("hear"), client);
  }

  @Test
  void aServerReadsStrictlyWhatAClientMaySend() {
    Stream<JsonNode> texts =
        Stream.of("hear", "hearByOffsets")
            .flatMap(operation -> documented(operation).entrySet().stream())
            .filter(message -> !message.getKey().equals(BINARY))
            .map(Map.Entry::getValue);

    assertThat(texts)
        .isNotEmpty()
        .allMatch(message -> !message.at("/payload/additionalProperties").asBoolean(true));
  }

  @Test
  void binaryFramesHaveTheDocumentedHeadsAndLimits() {
    JsonNode output = message("output");
    JsonNode stdin = message("stdin");
    JsonNode plain = message("plainOutput");

    assertThat(headBytes(output)).isEqualTo(V1Binary.OUTPUT_HEAD_BYTES);
    assertThat(headBytes(stdin)).isEqualTo(V1Binary.STDIN_HEAD_BYTES);
    assertThat(limits(output))
        .containsExactly(V1Binary.OUTPUT_HEAD_BYTES + 1, V1Frames.MAX_BINARY_BYTES);
    assertThat(limits(stdin)).containsExactly(V1Binary.STDIN_HEAD_BYTES, V1Frames.MAX_BINARY_BYTES);
    assertThat(limits(plain)).containsExactly(2, 1 + AttachFrames.MAX_OUTPUT_BYTES);
  }

  @Test
  void closeCodesAreDocumentedWithTheirAdvice() {
    Map<String, String> advices = new TreeMap<>();
    document
        .path("x-close-codes")
        .properties()
        .forEach(code -> advices.put(code.getKey(), code.getValue().path("reconnect").asText()));

    assertThat(advices)
        .isEqualTo(
            Arrays.stream(CloseCode.values())
                .collect(
                    Collectors.toMap(
                        code -> Integer.toString(code.number()), code -> word(code.advice()))));
  }

  private static String word(CloseCode.Advice advice) {
    return switch (advice) {
      case STAY_AWAY -> "no";
      case RECONNECT_NOW -> "now";
      case RECONNECT_LATER -> "later";
    };
  }

  @Test
  void wordsAndNumbersAreThoseOfTheCode() {
    JsonNode schemas = document.at("/components/schemas");
    JsonNode signals = message("signal").at("/payload/properties/sig/enum");

    assertThat(texts(schemas.at("/ErrorCode/enum")))
        .isEqualTo(words(ErrorCode.values(), ErrorCode::text));
    assertThat(texts(schemas.at("/Reason/enum")))
        .isEqualTo(words(EndReason.values(), reason -> reason.name().toLowerCase(Locale.ROOT)));
    assertThat(texts(signals))
        .isEqualTo(words(allowed(), signal -> Integer.toString(signal.number())));
  }

  private static Signal[] allowed() {
    return Arrays.stream(Signal.values())
        .filter(signal -> signal != Signal.KILL)
        .toArray(Signal[]::new);
  }

  private static <T> Set<String> words(T[] values, Function<T, String> word) {
    return Arrays.stream(values).map(word).collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void everyMessageIsSentOrReceivedWhereItIsListed() {
    for (String channel : List.of("attach", "attachByOffsets")) {
      Set<String> listed = names(document.at("/channels/" + channel + "/messages"));
      Set<String> used = new TreeSet<>();
      for (JsonNode operation : document.path("operations")) {
        if (operation.at("/channel/$ref").asText().equals("#/channels/" + channel)) {
          operation.path("messages").forEach(message -> used.add(lastPart(message)));
        }
      }

      assertThat(used).isNotEmpty().isEqualTo(listed);
    }
  }

  /** Of what is written, and the other way round. */
  private static void requireSame(Map<String, JsonNode> documented, List<V1Message> samples) {
    Map<String, List<Set<String>>> written =
        samples.stream()
            .map(AsyncApiTest::members)
            .collect(
                Collectors.groupingBy(
                    members -> Objects.requireNonNull(members.get("type")),
                    TreeMap::new,
                    Collectors.mapping(Map::keySet, Collectors.toList())));

    assertThat(documented.keySet()).isEqualTo(written.keySet());
    written.forEach(
        (type, samplesOfIt) -> {
          if (!type.equals(BINARY)) {
            JsonNode payload = Objects.requireNonNull(documented.get(type)).path("payload");
            Set<String> ever = new TreeSet<>();
            samplesOfIt.forEach(ever::addAll);
            Set<String> always = new TreeSet<>(ever);
            samplesOfIt.forEach(always::retainAll);
            assertThat(names(payload.path("properties"))).as(type).isEqualTo(ever);
            assertThat(texts(payload.path("required"))).as(type).isEqualTo(always);
          }
        });
  }

  /** The members of a text by their names; of a binary message its kind alone. */
  private static Map<String, String> members(V1Message message) {
    Map<String, String> members = new TreeMap<>();
    switch (message) {
      case V1Message.Binary _ -> members.put("type", BINARY);
      case V1Message.Text(String json) ->
          Json.object(json)
              .properties()
              .forEach(member -> members.put(member.getKey(), member.getValue().asText()));
    }
    return members;
  }

  /** The messages of an operation by their types. */
  private Map<String, JsonNode> documented(String operation) {
    Map<String, JsonNode> messages = new TreeMap<>();
    for (JsonNode reference : document.at("/operations/" + operation + "/messages")) {
      JsonNode message = message(lastPart(reference));
      boolean binary = message.path("contentType").asText().equals("application/octet-stream");
      String type =
          binary ? BINARY : message.at("/payload/properties/type/const").asText("no type");
      assertThat(messages.put(type, message)).as("a second " + type).isNull();
    }
    return messages;
  }

  private JsonNode message(String name) {
    JsonNode message = document.at("/components/messages/" + name);
    assertThat(message.isMissingNode()).as(name).isFalse();
    return message;
  }

  private static int headBytes(JsonNode message) {
    int bytes = 0;
    for (JsonNode field : message.path("x-layout")) {
      bytes +=
          switch (field.path("type").asText()) {
            case "u8" -> 1;
            case "u64" -> Long.BYTES;
            default -> 0;
          };
    }
    return bytes;
  }

  private static List<Integer> limits(JsonNode message) {
    JsonNode payload = message.path("payload");
    return List.of(payload.path("minLength").asInt(), payload.path("maxLength").asInt());
  }

  private static String lastPart(JsonNode reference) {
    String path = reference.path("$ref").asText();
    return path.substring(path.lastIndexOf('/') + 1);
  }

  private static Set<String> names(JsonNode object) {
    Set<String> names = new TreeSet<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }

  private static Set<String> texts(JsonNode array) {
    Set<String> texts = new TreeSet<>();
    array.forEach(item -> texts.add(item.asText()));
    return texts;
  }

  private static JsonNode read() {
    try (@Nullable InputStream in = AsyncApiTest.class.getResourceAsStream("/asyncapi.yaml")) {
      return YAML.readTree(Objects.requireNonNull(in));
    } catch (IOException broken) {
      throw new AssertionError(broken);
    }
  }
}
