package io.sluice.gateway.recording;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.protocol.model.Payload;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * In these tables, words of which are separated by spaces, {@code ^} is an escape, {@code $BEL} and
 * the like are control characters; each is also cut at every byte.
 */
class TerminalQueriesTest {
  static final List<String> QUERIES =
      words(
          """
          ^[c ^[0c ^[>c ^[>0c ^[=c ^[=0c ^Z $ENQ ^[5n ^[6n ^[?6n ^[?15n ^[?996n ^[0006n
          ^[;6n ^[x ^[1x ^[?2026$p ^[4$p ^[>q ^[>0q ^[>100$SPq ^[?u ^[?4m ^[?4g ^[?1;1;0S
          ^[1$w ^[1$u ^[&u ^[1;1;1;1;2;2*y ^[11t ^[13;2t ^[14t ^[14;2t ^[15t ^[16t ^[18t
          ^[19t ^[20t ^[21t ^[021t ^["v ^['| ^[1;1;1;1#| ^[#R ^[?2048h ^[?1004h
          ^]4;1;?$BEL ^]4;1;red;2;?^\\ ^]5;0;?^\\ ^]10;?$BEL ^]11;?^\\ ^]12;?^\\
          ^]10;?;?$BEL ^]52;c;?$BEL ^]52;;?^\\ ^]50;?^\\ ^]60^\\ ^]61$BEL
          ^]22;?__current__^\\ ^]21;foreground=?^\\ ^]21;?^\\ ^]99;i=1:p=?;^\\ ^]702;?^\\
          ^]5522;type=read^\\ ^]5113;ac=send^\\ ^]1337;ReportCellSize$BEL
          ^]1337;Capabilities^\\ ^]1337;RequestUpload=format=tgz$BEL ^P+q544e^\\ ^P$qm^\\
          ^P$q"p^\\ ^P+Qfont^\\ ^Ptmux;text^\\ ^_Gi=31,s=1,v=1,a=q,t=d,f=24;AAAA^\\
          ^_Ga=T,i=7;AAAA^\\ ^_Ga=q^\\ $CSI6n $OSC11;?$ST $OSC11;?$BEL $DCS+q544e$ST
          $DECID ^[6$ENQn
          """);

  static final List<String> OTHERS =
      words(
          """
          plain$CR$LF\u00e9\u20ac\ud83d\ude00\u00a0 ^[1;31mred^[0m ^[2J^[H ^[?25h^[?1049h
          ^[?6c ^[>4;2m ^[>4n ^[m ^[S ^[3S ^[1$SPq ^[2"p ^[!p ^[s^[u ^[>1u ^[<u ^[=5;1u
          ^[22;0t ^[8;24;80t ^[1t ^[>2t ^[#{ ^[$v ^[5i ^[?2004h ^[?1000;1006h ^[?1004l
          ^[3g ^[d ^[[A ^[2*x ^[1;2$x ^(B ^(Z ^#8 ^%G ^7^8 ^=^> ^M ^c ^$SPF ^\\
          ^]0;what?$SPa$SPtitle$BEL ^]2;?^\\ ^]8;;https://x/?q=1;?^\\link^]8;;^\\
          ^]7;file://h/?$BEL ^]4;1;rgb:ff/00/00^\\ ^]11;#000000$BEL ^]104$BEL
          ^]52;c;aGVsbG8=$BEL ^]133;A^\\ ^]1337;SetMark$BEL ^]99;i=1:p=title;why?^\\
          ^]9;?^\\ ^]21;foreground=red^\\ ^]P7ffffff^]R ^]lname^\\ ^P0;1;0q#0;2;0;0;0~^\\
          ^P1000p^\\ ^P=1s^\\ ^P+p544e^\\ ^P>|name^\\ ^_Gm=1;AAAA^\\
          ^_Ga=T,i=7,q=2;AAAA^\\ ^_Ga=T;AAAA^\\ ^_other;a=q^\\ ^^private^\\ ^Xstart^\\
          $CSI1m $OSC0;?$ST ^[3$CANn ^]11;$CAN;? ^[1^[2m ^^[31m $NEL ^[$LF31m
          """);

  private static List<String> words(String table) {
    return List.of(table.strip().split("\\s+", -1));
  }

  @ParameterizedTest
  @FieldSource("QUERIES")
  void whatATerminalWouldAnswerIsDropped(String sequence) {
    for (String around : Stream.of("", "text", "\u00e9").toList()) {
      assertThat(everyCut(around + sequence + around))
          .allSatisfy(passed -> assertThat(text(passed)).isEqualTo(around + around));
    }
  }

  @ParameterizedTest
  @FieldSource("OTHERS")
  @Tag("O25")
  void everythingElsePassesByteForByte(String text) {
    String all = text(bytes("a" + text + "z"));

    assertThat(everyCut(all)).allSatisfy(passed -> assertThat(text(passed)).isEqualTo(all));
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '~',
      value = {
        // What is dropped must not leave anything that the next bytes would finish.
        "^[6^[cn,        n",
        "^^[cZ,          Z",
        "^]11;^[c?$BEL,  ^]11;^\\?$BEL",
        "^]0;title^[6nx, ^]0;title^\\x",
        "^P1q#^[cx,      ^P1q#^\\x",
        "^[1^[2^[6nm,    m",
        "^]11;?^[6n\\,   \\",
        "^Ptmux;^^[cx,    x",
        "^]11;?^[1mx,    ^[1mx",
        "^]11;?$CANx,    x",
        "^[6$BELn,       $BEL",
        "^]11;$ST;?$BEL, ;?$BEL",
        "^[,             ~~",
        "^]11;?,         ~~",
        "^[6,            ~~",
      })
  void aSequenceThatIsBrokenOffFinishesNoOther(String text, String passes) {
    String expected = text(bytes(passes));

    assertThat(everyCut(text)).allSatisfy(passed -> assertThat(text(passed)).isEqualTo(expected));
  }

  @Test
  void whatIsHeldIsBoundedAndALongStringPasses() {
    String image = "^P0;1q" + "~".repeat(100_000) + "^\\";
    String clip = "^]52;c;" + "A".repeat(100_000) + "$BEL";
    String palette = "^]4;" + "1;#000000;".repeat(2_000);

    assertThat(whole(image)).isEqualTo(bytes(image));
    assertThat(whole(clip)).isEqualTo(bytes(clip));
    assertThat(whole(palette + "1;?$BEL")).isEqualTo(bytes(palette + "1;$BEL"));
    assertThat(whole("a^[" + "0".repeat(100_000) + "6nb")).isEqualTo(bytes("ab"));
    assertThat(whole("a^]4;?;" + "1;".repeat(100_000) + "$BELb")).isEqualTo(bytes("ab"));
    assertThat(whole("^".repeat(100_000) + "[cb")).isEqualTo(bytes("b"));
  }

  @Test
  void theBytesBeforeALongStringEndsAreNotHeld() {
    TerminalQueries queries = new TerminalQueries();

    Payload title = queries.pass(bytes("^]0;ti"));
    Payload image = queries.pass(bytes("tle$BEL^P0;1q#0"));

    assertThat(title).isEqualTo(bytes("^]0;ti"));
    assertThat(image).isEqualTo(bytes("tle$BEL^P0;1q#0"));
  }

  @Test
  @Tag("O25")
  void bytesWithoutSequencesPassWhateverTheyAre() {
    Random random = new Random(7);
    byte[] noise = new byte[10_000];
    random.nextBytes(noise);
    for (int at = 0; at < noise.length; at++) {
      if (noise[at] == 0x1b || noise[at] == 0x05 || noise[at] == (byte) 0xc2) {
        noise[at] = 'x';
      }
    }

    assertThat(new TerminalQueries().pass(Payload.copyOf(noise))).isEqualTo(Payload.copyOf(noise));
  }

  @Test
  void noiseCutAnywherePassesAlike() {
    Random random = new Random(11);
    String alphabet = "\u001b\u001b\u001b[]P_\\\u0007?;$+q6ncuG1x\u0018\u0005\u009b\u009c";
    for (int round = 0; round < 100; round++) {
      StringBuilder text = new StringBuilder();
      for (int at = 0; at < 40; at++) {
        text.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      assertThat(everyCut(text.toString()))
          .as(text.toString())
          .containsOnly(whole(text.toString()));
    }
  }

  private static Stream<Payload> everyCut(String text) {
    byte[] all = bytes(text).toByteArray();
    return Stream.iterate(0, at -> at <= all.length, at -> at + 1)
        .map(
            cut -> {
              Bytes passed = new Bytes(16);
              TerminalQueries queries = new TerminalQueries();
              passed.add(queries.pass(Payload.copyOf(all).slice(0, cut)).toByteArray());
              passed.add(queries.pass(Payload.copyOf(all).slice(cut, all.length)).toByteArray());
              passed.add(queries.end().toByteArray());
              return Payload.owning(passed.copy());
            });
  }

  private static Payload whole(String text) {
    return everyCut(text).findFirst().orElseThrow();
  }

  private static String text(Payload bytes) {
    return new String(bytes.toByteArray(), StandardCharsets.UTF_8);
  }

  private static Payload bytes(String text) {
    String all =
        text.replace('^', '\u001b')
            .replace("$BEL", "\u0007")
            .replace("$ENQ", "\u0005")
            .replace("$CAN", "\u0018")
            .replace("$CSI", "\u009b")
            .replace("$OSC", "\u009d")
            .replace("$DCS", "\u0090")
            .replace("$DECID", "\u009a")
            .replace("$SP", " ")
            .replace("$NEL", "\u0085")
            .replace("$CR", "\r")
            .replace("$LF", "\n")
            .replace("$ST", "\u009c");
    return Payload.owning(all.getBytes(StandardCharsets.UTF_8));
  }
}
