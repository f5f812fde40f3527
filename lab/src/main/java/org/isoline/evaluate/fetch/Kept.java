package org.isoline.evaluate.fetch;

import java.util.Optional;

/**
 * A file that stays in the data folder.
 *
 * @param member its name inside the archive that is fetched; empty if the fetched file itself stays
 * @param name its name relative to the data folder, with slashes
 */
public record Kept(Optional<String> member, String name) {}
