package org.isoline.evaluate.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FetchedArchiveTest {
  private static final Kept DEV = new Kept(Optional.of("set/dev.jsonl"), "task/dev.jsonl");
  private static final Kept LABELS = new Kept(Optional.of("set/dev.lst"), "task/dev.lst");
  private static final Map<String, String> MEMBERS =
      new TreeMap<>(
          Map.of("set/dev.jsonl", "{}\n", "set/dev.lst", "1\n", "../escaped", "out", "set/b", ""));

  @TempDir Path folder;
  private FileServer server;
  private FetchFixture fixture;

  @BeforeEach
  void start() throws IOException {
    server = new FileServer();
    fixture = new FetchFixture(folder.resolve("data"), server);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private static byte[] zip() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (Map.Entry<String, String> member : MEMBERS.entrySet()) {
        zip.putNextEntry(new ZipEntry(member.getKey()));
        zip.write(member.getValue().getBytes(StandardCharsets.UTF_8));
      }
    }
    return bytes.toByteArray();
  }

  private Source serve(String name, byte[] archive, Kept... kept) {
    server.put("/files.example/" + name, archive);
    return FetchFixture.archive(name, archive, kept);
  }

  @Test
  void membersAreTakenOutAndTheArchiveGoes() throws Exception {
    Source source = serve("set.zip", zip(), DEV, LABELS);
    assertThat(fixture.fetch(source)).isEmpty();
    assertThat(fixture.kept("task/dev.jsonl")).hasContent("{}\n");
    assertThat(fixture.kept("task/dev.lst")).hasContent("1\n");
    assertThat(fixture.folder.state(source, DEV)).isEqualTo(FileState.VERIFIED);
    assertThat(fixture.folder.download(source)).doesNotExist();
    server.close();
    assertThat(fixture.fetch(source)).isEmpty();
  }

  @Test
  void nothingIsWrittenOutsideTheFolder() throws Exception {
    Source source = serve("set.zip", zip(), DEV);
    assertThat(fixture.fetch(source)).isEmpty();
    Source escaping = serve("two.zip", zip(), new Kept(Optional.of("../escaped"), "../escaped"));
    assertThat(fixture.fetch(escaping).getFirst()).hasMessageContaining("leads out of");
    Files.createSymbolicLink(fixture.kept("link"), folder);
    Source linked = serve("three.zip", zip(), new Kept(Optional.of("../escaped"), "link/escaped"));
    assertThat(fixture.fetch(linked).getFirst()).hasMessageContaining("leads out of");
    assertThat(folder.resolve("escaped")).doesNotExist();
  }

  @Test
  void aMissingMemberIsNamedWithWhatIsThere() throws Exception {
    Source source = serve("set.zip", zip(), new Kept(Optional.of("old/dev.jsonl"), "task/x"));
    assertThat(fixture.fetch(source).getFirst())
        .hasMessageContaining("old/dev.jsonl")
        .hasMessageContaining("[set/dev.jsonl]");
    assertThat(fixture.kept("task/x")).doesNotExist();
  }

  @Test
  void aMemberThatWasChangedIsTakenOutAgain() throws Exception {
    Source source = serve("set.zip", zip(), DEV, LABELS);
    assertThat(fixture.fetch(source)).isEmpty();
    Files.writeString(fixture.kept("task/dev.lst"), "0\n");
    assertThat(fixture.folder.state(source, LABELS)).isEqualTo(FileState.DIFFERS);
    assertThat(fixture.fetch(source)).isEmpty();
    assertThat(fixture.kept("task/dev.lst")).hasContent("1\n");
  }

  @Test
  void membersOfAnotherArchiveThanThePinnedOneDiffer() throws Exception {
    assertThat(fixture.fetch(serve("set.zip", zip(), DEV))).isEmpty();
    byte[] other = Arrays.copyOf(zip(), zip().length + 1);
    assertThat(fixture.folder.state(FetchFixture.archive("set.zip", other, DEV), DEV))
        .isEqualTo(FileState.DIFFERS);
  }

  @Test
  void anArchivePutThereByHandIsUnpacked() throws Exception {
    Source source = FetchFixture.archive("set.zip", zip(), DEV);
    Path place = fixture.folder.download(source);
    Files.createDirectories(place.getParent());
    Files.write(place, zip());
    assertThat(fixture.fetch(source)).isEmpty();
    assertThat(fixture.kept("task/dev.jsonl")).hasContent("{}\n");
    assertThat(server.requests()).isEmpty();
  }

  @Test
  void aDamagedMemberIsRefused() throws Exception {
    byte[] damaged = stored();
    int at = new String(damaged, StandardCharsets.ISO_8859_1).indexOf("PAYLOAD");
    damaged[at]++;
    Source source = serve("set.zip", damaged, DEV);
    assertThat(fixture.fetch(source).getFirst()).hasMessageContaining("damaged");
    assertThat(fixture.kept("task/dev.jsonl")).doesNotExist();
  }

  private static byte[] stored() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    byte[] payload = "PAYLOAD".getBytes(StandardCharsets.UTF_8);
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      ZipEntry entry = new ZipEntry("set/dev.jsonl");
      entry.setMethod(ZipEntry.STORED);
      entry.setSize(payload.length);
      java.util.zip.CRC32 crc = new java.util.zip.CRC32();
      crc.update(payload);
      entry.setCrc(crc.getValue());
      zip.putNextEntry(entry);
      zip.write(payload);
    }
    return bytes.toByteArray();
  }

  @Test
  void whatIsNoArchiveSaysSo() throws Exception {
    Source source = serve("set.zip", FetchFixture.bytes(1000), DEV);
    assertThat(fixture.fetch(source).getFirst()).hasMessageContaining("no zip archive");
    Source tar = serve("set.tar.gz", FetchFixture.bytes(1000), DEV);
    assertThat(fixture.fetch(tar).getFirst()).hasMessageContaining("no gzipped tar archive");
  }

  @Test
  void tarArchivesHaveMembersToo() throws Exception {
    String longName = "set/" + "long".repeat(40) + ".jsonl";
    Kept longOne = new Kept(Optional.of(longName), "task/long");
    byte[] tar = tar(longName);
    Source source = serve("set.tar.gz", tar, DEV, longOne);
    assertThat(fixture.fetch(source)).isEmpty();
    assertThat(fixture.kept("task/dev.jsonl")).hasContent("{}\n");
    assertThat(fixture.kept("task/long")).hasContent("y".repeat(700));
    Source missing = serve("b.tar.gz", tar, new Kept(Optional.of("a/dev.jsonl"), "task/z"));
    assertThat(fixture.fetch(missing).getFirst()).hasMessageContaining("[set/dev.jsonl]");
  }

  private static byte[] tar(String longName) throws IOException {
    ByteArrayOutputStream tar = new ByteArrayOutputStream();
    member(tar, "set/", '5', "");
    member(tar, "set/dev.jsonl", '0', "{}\n");
    member(tar, "pax", 'x', "%d path=%s\n".formatted(longName.length() + 10, longName));
    member(tar, "set/cut", '0', "y".repeat(700));
    tar.write(new byte[1024]);
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(tar.toByteArray());
    }
    return packed.toByteArray();
  }

  private static void member(ByteArrayOutputStream tar, String name, char type, String text)
      throws IOException {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    byte[] head = new byte[512];
    put(head, 0, name);
    put(head, 124, String.format(Locale.ROOT, "%011o", body.length));
    head[156] = (byte) type;
    put(head, 257, "ustar");
    tar.write(head);
    tar.write(Arrays.copyOf(body, (body.length + 511) / 512 * 512));
  }

  private static void put(byte[] head, int at, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    System.arraycopy(bytes, 0, head, at, bytes.length);
  }
}
