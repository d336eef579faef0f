package io.sluice.protocol.client;

import io.sluice.protocol.model.Channel;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What to look for in logs.
 *
 * @param expression whether the pattern is a regular expression (RE2), matched line by line
 * @param channel null for both
 */
public record SearchRequest(
    String pattern, boolean expression, boolean ignoreCase, @Nullable Channel channel) {
  /** Bytes, the same as in the pattern, on both channels. */
  public static SearchRequest literal(String pattern) {
    return new SearchRequest(pattern, false, false, null);
  }

  /** Bytes or an expression in another case too. */
  public SearchRequest ignoringCase() {
    return new SearchRequest(pattern, expression, true, channel);
  }

  String query(@Nullable String cursor) {
    StringBuilder query = new StringBuilder("?q=").append(encoded(pattern));
    query.append(expression ? "&regex=true" : "").append(ignoreCase ? "&ignore_case=true" : "");
    if (channel != null) {
      query.append("&channel=").append(channel.name().toLowerCase(Locale.ROOT));
    }
    if (cursor != null) {
      query.append("&cursor=").append(encoded(cursor));
    }
    return query.toString();
  }

  static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
