package io.sluice.gateway.tenant;

import io.sluice.protocol.model.Payload;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Optional;

/**
 * A bearer token as its owner holds it: {@code slk_<id>_<secret>}, 64 characters in all. The id is
 * public and finds the row; only a hash of the secret is stored.
 *
 * @param id 16 characters of {@code 0-9 A-Z a-z}
 * @param secret 43 of the same, so 256 bits when drawn at random
 */
record Token(String id, String secret) {
  private static final String PREFIX = "slk_";
  private static final int ID_LENGTH = 16;
  private static final int SECRET_LENGTH = 43;
  private static final int SECRET_START = PREFIX.length() + ID_LENGTH + 1;
  private static final int LENGTH = SECRET_START + SECRET_LENGTH;
  private static final String ALPHABET =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

  static Token draw(SecureRandom random) {
    return new Token(draw(random, ID_LENGTH), draw(random, SECRET_LENGTH));
  }

  /** Empty for anything of another form; looks at no more than the length of an overlong text. */
  static Optional<Token> parse(String text) {
    if (text.length() != LENGTH || !text.startsWith(PREFIX)) {
      return Optional.empty();
    }
    String id = text.substring(PREFIX.length(), SECRET_START - 1);
    String secret = text.substring(SECRET_START);
    boolean wellFormed =
        text.charAt(SECRET_START - 1) == '_' && isOfAlphabet(id) && isOfAlphabet(secret);
    return wellFormed ? Optional.of(new Token(id, secret)) : Optional.empty();
  }

  /** SHA-256 of the secret. A slow hash would add nothing: the secret has 256 random bits. */
  Payload hash() {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      return Payload.owning(sha256.digest(secret.getBytes(StandardCharsets.US_ASCII)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** What its owner keeps. */
  String text() {
    return PREFIX + id + "_" + secret;
  }

  /** Names the public part only. */
  @Override
  public String toString() {
    return "Token[" + id + "]";
  }

  private static String draw(SecureRandom random, int length) {
    return random
        .ints(length, 0, ALPHABET.length())
        .map(ALPHABET::charAt)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  private static boolean isOfAlphabet(String text) {
    return text.chars().allMatch(c -> ALPHABET.indexOf(c) >= 0);
  }
}
