package io.sluice.gateway.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.protocol.client.ExecRequest;
import io.sluice.protocol.client.SearchHit;
import io.sluice.protocol.client.SearchPage;
import io.sluice.protocol.client.SearchRequest;
import io.sluice.protocol.client.SluiceClient;
import io.sluice.protocol.model.Channel;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Searches over a real journal, by the client and by the command line. */
@ExtendWith(Rig.Shared.class)
class GrepIT {
  private final Rig rig;
  private final SluiceClient client;

  GrepIT(Rig rig) {
    this.rig = rig;
    this.client = rig.client();
  }

  private String ended(String script) {
    String id = rig.exec(ExecRequest.of("sh", "-c", script));
    assertThat(client.awaitEnd(id, Rig.LONG).ended()).isTrue();
    return id;
  }

  @Test
  @Tag("O22")
  @Tag("O26")
  void everyMatchOfALargeLogIsFoundOnceOnItsChannelWhateverChunksThereAre() {
    String id = ended("seq 1 300000; seq 1 1000 >&2");

    List<SearchHit> found = new ArrayList<>();
    SearchRequest request = SearchRequest.literal("777");
    SearchPage page = client.search(id, request, null);
    found.addAll(page.hits());
    while (!page.complete()) {
      page = client.search(id, request, page.next());
      found.addAll(page.hits());
    }

    List<String> expected =
        IntStream.rangeClosed(1, 300_000)
            .mapToObj(Integer::toString)
            .filter(number -> number.contains("777"))
            .toList();
    assertThat(found.stream().filter(hit -> hit.channel() == Channel.STDOUT).map(SearchHit::text))
        .isEqualTo(expected);
    assertThat(found.stream().filter(hit -> hit.channel() == Channel.STDERR).map(SearchHit::text))
        .containsExactly("777");
    assertThat(found).allSatisfy(hit -> assertThat(hit.text()).isEqualTo("" + hit.line()));
    assertThat(page.next()).isNull();
  }

  @Test
  void grepPrintsLinesAndExitsAsGrepDoes() throws Exception {
    String id = ended("echo one; echo 'two Two'; echo three >&2");
    String other = ended("echo two");

    Said several = grep("two", id, "nosuch", other);

    assertThat(grep("-i", "-n", "-E", "--channel", "stdout", "^t", id))
        .isEqualTo(new Said("2:two Two\n", 0));
    assertThat(grep("nothing", id)).isEqualTo(new Said("", 1));
    assertThat(several).isEqualTo(new Said(id + ":two Two\n" + other + ":two\n", 2));
  }

  @Test
  void withoutAnExecutionGrepLooksInAllOfTheTime() throws Exception {
    String id = ended("echo a-word-of-this-test-alone");

    Said recent = grep("a-word-of-this-test-alone", "--since", "1h");

    assertThat(recent).isEqualTo(new Said(id + ":a-word-of-this-test-alone\n", 0));
  }

  private Said grep(String... arguments) throws IOException, InterruptedException {
    List<String> line = new ArrayList<>(List.of("grep"));
    line.addAll(List.of(arguments));
    return Said.by(rig, line);
  }
}
