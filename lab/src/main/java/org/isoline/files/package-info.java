/** Writing files so that a reader sees the old content or the new one, never a part of either. */
package org.isoline.files;
