package io.sluice.protocol.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * What one request found.
 *
 * @param complete whether it looked at everything that is there; else go on with the cursor
 * @param next the cursor; null: nothing can follow
 * @param skipped logs that were not searched, or not to their end
 */
public record SearchPage(
    List<SearchHit> hits, boolean complete, @Nullable String next, List<Skipped> skipped) {
  /** Copies the lists. */
  public SearchPage {
    hits = List.copyOf(hits);
    skipped = List.copyOf(skipped);
  }

  /**
   * A log that was not searched.
   *
   * @param reason gone or unreadable
   */
  public record Skipped(String executionId, String reason) {}

  /**
   * @param execution whose log was searched; null: those of the tenant
   */
  static SearchPage parse(JsonNode body, @Nullable String execution) {
    if (!body.path("matches").isArray()) {
      throw new UnexpectedAnswer("the answer has no list of matches", null);
    }
    return new SearchPage(
        StreamSupport.stream(body.path("matches").spliterator(), false)
            .map(match -> SearchHit.parse(match, execution))
            .toList(),
        body.path("complete").asBoolean(false),
        new Fields(body).optionalText("next"),
        StreamSupport.stream(body.path("skipped").spliterator(), false)
            .map(SearchPage::skipped)
            .toList());
  }

  private static Skipped skipped(JsonNode body) {
    Fields fields = new Fields(body);
    return new Skipped(fields.text("execution_id"), fields.text("reason"));
  }
}
