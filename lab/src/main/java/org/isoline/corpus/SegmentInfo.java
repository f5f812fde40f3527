package org.isoline.corpus;

import java.util.Map;

/**
 * What the {@code .json} of a part says about its texts.
 *
 * @param documents texts kept
 * @param bytes their UTF-8
 * @param signatureBytes size of the signatures, 0 if near-duplicates are not looked for
 * @param textsCrc32c checksum of the texts (Castagnoli, RFC 3720)
 * @param rowsCrc32c checksum of the rows
 * @param signaturesCrc32c checksum of the signatures; 0 if there are none
 * @param read what the units gave, before anything but unreadable documents was dropped
 * @param dropped what cleaning dropped, by reason; unreadable documents count no bytes
 * @param invalid malformed documents: replaced in part or skipped, as the specification says
 * @param nul documents with U+0000: stripped of it or skipped, as the specification says
 */
record SegmentInfo(
    long documents,
    long bytes,
    long signatureBytes,
    long textsCrc32c,
    long rowsCrc32c,
    long signaturesCrc32c,
    Count read,
    Map<String, Count> dropped,
    long invalid,
    long nul) {}
