/**
 * Settings in YAML that people write: studies, tasks.
 *
 * <p>A {@link org.isoline.settings.YamlTree} reads text into {@link org.isoline.settings.Node}s
 * that remember their places. A {@link org.isoline.settings.Key} says once what a value must be and
 * means; {@link org.isoline.settings.Fields} hold a mapping against its keys, so that unknown keys,
 * missing ones and illegal values are errors with line, column and the legal range.
 */
package org.isoline.settings;
