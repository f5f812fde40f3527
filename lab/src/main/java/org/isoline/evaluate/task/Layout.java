package org.isoline.evaluate.task;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One of the shapes in which a task's data were published.
 *
 * @param name for messages
 * @param id field that identifies a row; rows without it are identified by their number
 * @param fields what prompts call a field, and how it is made of the row's own fields and of the
 *     ones before it
 * @param choices where the choices are; only of multiple choice
 * @param choice how a choice is made of one of these texts, which it calls {@code {choice}}
 * @param gold which choice is right; only of multiple choice
 * @param references where the references are; only of writing
 * @param labelsFile what replaces the data file's suffix in the name of a file beside it that has a
 *     label a line, which becomes the field {@code label}
 * @param pagesOf what a row is a line of, where rows are lines of pages
 */
record Layout(
    String name,
    FieldPath id,
    Map<String, Template> fields,
    Optional<TextList> choices,
    Template choice,
    Optional<Gold> gold,
    Optional<TextList> references,
    Optional<String> labelsFile,
    Optional<Template> pagesOf) {
  static final String CHOICE = "choice";
  static final String PAGE = "page";
  static final String LABEL = "label";

  Layout {
    fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
  }

  /**
   * Fields that a row of this layout has, as the row calls them.
   *
   * @param used names that the task's own templates use
   */
  Set<String> needs(Set<String> used) {
    Set<String> needed = new LinkedHashSet<>();
    Set<String> made = new LinkedHashSet<>();
    fields.forEach(
        (field, template) -> {
          addUnless(made, template.fields(), needed);
          made.add(field);
        });
    made.add(CHOICE);
    pagesOf.ifPresent(
        line -> {
          addUnless(made, line.fields(), needed);
          made.add(PAGE);
        });
    choices.ifPresent(list -> addUnless(made, list.fields(), needed));
    gold.ifPresent(right -> addUnless(made, right.fields(), needed));
    references.ifPresent(list -> addUnless(made, list.fields(), needed));
    addUnless(made, used, needed);
    return needed;
  }

  /** Which of the needed fields a row lacks, or has not as the list that it has to be. */
  List<String> lacks(Row row, Set<String> used) {
    List<String> lacking = new ArrayList<>();
    Set<String> lists = new LinkedHashSet<>();
    choices.ifPresent(list -> addListField(list, lists));
    references.ifPresent(list -> addListField(list, lists));
    for (String field : needs(used)) {
      Optional<JsonNode> value = new FieldPath(field).in(row.values());
      if (value.filter(node -> !lists.contains(field) || node.isArray()).isEmpty()) {
        lacking.add(field);
      }
    }
    return lacking;
  }

  private static void addListField(TextList list, Set<String> lists) {
    if (list instanceof TextList.Field field) {
      lists.add(field.path().text());
    }
  }

  private static void addUnless(Set<String> made, Set<String> names, Set<String> needed) {
    names.stream().filter(name -> !made.contains(name)).forEach(needed::add);
  }
}
