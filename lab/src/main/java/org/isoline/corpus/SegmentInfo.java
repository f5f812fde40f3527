package org.isoline.corpus;

import java.util.Map;

/**
 * What the {@code .json} of a part says about its texts.
 *
 * @param documents texts kept
 * @param bytes their UTF-8
 * @param textsCrc32c checksum of the texts (Castagnoli, RFC 3720)
 * @param rowsCrc32c checksum of the rows
 * @param read what the units gave, before anything was dropped
 * @param dropped what cleaning dropped, by reason
 * @param invalid malformed documents: replaced in part or skipped, as the specification says
 */
record SegmentInfo(
    long documents,
    long bytes,
    long textsCrc32c,
    long rowsCrc32c,
    Count read,
    Map<String, Count> dropped,
    long invalid) {}
