package org.isoline.evaluate.fetch;

import java.net.URI;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.isoline.settings.Fields;
import org.isoline.settings.Key;
import org.isoline.settings.Node;
import org.isoline.settings.ValueType;
import org.isoline.settings.YamlTree;

/** The catalogue as YAML. */
final class CatalogueFormat {
  private static final String UNKNOWN = "unknown";
  private static final long LARGEST = 1L << 44;

  /** A relative path that stays below where it starts. */
  private static final String INSIDE =
      "(?!\\.{1,2}(/|$))[A-Za-z0-9._-]+(/(?!\\.{1,2}(/|$))[A-Za-z0-9._-]+)*";

  private static final ValueType<String> NAME = ValueType.text("a name", "[a-z0-9_]+");
  private static final ValueType<String> PATH =
      ValueType.text("a relative path without . and ..", INSIDE);

  private static final Key<Integer> VERSION =
      Key.required("catalogue", ValueType.integer(1, 1), "version of this format");
  private static final Key<Node> GROUPS =
      Key.required("groups", ValueType.nested("a list of groups"), "names for several tasks");
  private static final Key<Node> SOURCES =
      Key.required("sources", ValueType.nested("a list of sources"), "what can be fetched");
  private static final Key<String> GROUP =
      Key.required("group", NAME, "name that stands for the tasks");
  private static final Key<List<String>> TASKS =
      Key.required("tasks", ValueType.listOf(NAME), "names of tasks");
  private static final Key<List<String>> FROM =
      Key.required(
          "from",
          ValueType.listOf(
              ValueType.text("an address", "https?://[A-Za-z0-9.:-]+/(" + INSIDE + "/?)")),
          "addresses, tried in this order");
  private static final Key<String> SHA256 =
      Key.required(
          "sha256",
          ValueType.text("64 hexadecimal digits, or unknown", "[0-9a-f]{64}|" + UNKNOWN),
          "checksum of what is fetched");
  private static final Key<Long> BYTES =
      Key.optional("bytes", ValueType.count(0, LARGEST), "size of what is fetched, if known");
  private static final Key<String> KEEP =
      Key.optional(
          "keep",
          ValueType.text("a relative path without . and ..", INSIDE + "/?"),
          "name in the data folder");
  private static final Key<List<String>> EACH =
      Key.optional(
          "each",
          ValueType.listOf(PATH),
          "files below the addresses, each a source; from and keep are folders then, and end in /");
  private static final Key<Node> MEMBERS =
      Key.optional(
          "members", ValueType.nested("a list of members"), "files to take out of the archive");
  private static final Key<String> MEMBER = Key.required("member", PATH, "name inside the archive");
  private static final Key<String> MEMBER_KEEP =
      Key.required("keep", PATH, "name in the data folder");

  private static final List<Key<?>> SOURCE_KEYS =
      List.of(TASKS, FROM, SHA256, BYTES, KEEP, EACH, MEMBERS);

  private final Fields root;
  private final Set<String> names = new HashSet<>();
  private final Set<String> keys = new HashSet<>();

  private CatalogueFormat(Fields root) {
    this.root = root;
  }

  static Catalogue read(String file, String text) {
    Fields root =
        new Fields(
            file, "", YamlTree.read(file, VERSION.name(), text), List.of(VERSION, GROUPS, SOURCES));
    root.get(VERSION);
    return new CatalogueFormat(root).catalogue();
  }

  private Catalogue catalogue() {
    List<Source> sources = new ArrayList<>();
    List<Node> items = root.items(SOURCES, 1);
    for (int i = 0; i < items.size(); i++) {
      sources.addAll(sources(root.item(SOURCES, i, items.get(i), SOURCE_KEYS)));
    }
    return new Catalogue(groups(sources), sources);
  }

  private Map<String, List<String>> groups(List<Source> sources) {
    Set<String> tasks = new HashSet<>();
    sources.forEach(source -> tasks.addAll(source.tasks()));
    Map<String, List<String>> groups = new LinkedHashMap<>();
    List<Node> items = root.items(GROUPS, 0);
    for (int i = 0; i < items.size(); i++) {
      Fields group = root.item(GROUPS, i, items.get(i), List.of(GROUP, TASKS));
      for (String task : group.get(TASKS)) {
        if (!tasks.contains(task)) {
          throw group.failure(".tasks: no source has the task " + task + "; add one or remove it");
        }
      }
      groups.put(group.get(GROUP), group.get(TASKS));
    }
    return groups;
  }

  private List<Source> sources(Fields fields) {
    if (fields.has(MEMBERS)) {
      fields.only("members", List.of(TASKS, FROM, SHA256, BYTES, MEMBERS));
      return List.of(source(fields, fields.get(FROM), members(fields)));
    }
    String keep =
        fields
            .find(KEEP)
            .orElseThrow(() -> fields.failure(": keep and members are missing; add one of them"));
    if (!fields.has(EACH)) {
      return List.of(source(fields, fields.get(FROM), List.of(new Kept(Optional.empty(), keep))));
    }
    return each(fields, keep);
  }

  private List<Source> each(Fields fields, String keep) {
    fields.only("each", List.of(TASKS, FROM, SHA256, KEEP, EACH));
    if (!fields.get(SHA256).equals(UNKNOWN)) {
      throw fields.failure(".sha256 must be unknown with each: it cannot be that of every file");
    }
    if (!keep.endsWith("/") || !fields.get(FROM).stream().allMatch(from -> from.endsWith("/"))) {
      throw fields.failure(".from and .keep must end in / with each: they are folders");
    }
    List<Source> sources = new ArrayList<>();
    for (String file : fields.get(EACH)) {
      List<String> from = fields.get(FROM).stream().map(folder -> folder + file).toList();
      sources.add(source(fields, from, List.of(new Kept(Optional.empty(), keep + file))));
    }
    return sources;
  }

  private List<Kept> members(Fields fields) {
    List<Kept> members = new ArrayList<>();
    List<Node> items = fields.items(MEMBERS, 1);
    for (int i = 0; i < items.size(); i++) {
      Fields member = fields.item(MEMBERS, i, items.get(i), List.of(MEMBER, MEMBER_KEEP));
      members.add(new Kept(Optional.of(member.get(MEMBER)), member.get(MEMBER_KEEP)));
    }
    return members;
  }

  private Source source(Fields fields, List<String> from, List<Kept> kept) {
    for (Kept file : kept) {
      if (file.name().endsWith("/") || DataFolder.isReserved(file.name())) {
        throw fields.failure(".keep = " + file.name() + " cannot be the name of a file kept");
      }
      if (!names.add(file.name())) {
        throw fields.failure(".keep = " + file.name() + " is kept by an earlier source too");
      }
    }
    if (from.stream().anyMatch(address -> address.endsWith("/")) || !keys.add(from.getFirst())) {
      throw fields.failure(
          ".from = " + from + " must name files, the first one of no other source");
    }
    Optional<Long> bytes = fields.find(BYTES);
    return new Source(
        fields.get(TASKS),
        from.stream().map(URI::create).toList(),
        Optional.of(fields.get(SHA256)).filter(sum -> !sum.equals(UNKNOWN)),
        bytes.isPresent() ? OptionalLong.of(bytes.get()) : OptionalLong.empty(),
        kept);
  }
}
