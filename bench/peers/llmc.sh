#!/usr/bin/env bash
# Builds llm.c's train_gpt2.c (MIT licence, not part of this repository) and measures its training steps.
#   LLMC_DIR=path   take the sources from a folder with train_gpt2.c (and llmc/, if that includes it)
#   otherwise they are fetched from GitHub at a pinned commit into CACHE
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
commit=db2454f88f1cdf0568c76d4c4bf2b1e0ed508cf0
cache=${CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/isoline/llmc}
size=4x256x128 vocabulary=16384 context=512 sequences=4 repeats=3 threads=1

usage() {
  sed -n '2,4s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"
  echo "options: --size $size --vocabulary $vocabulary --context $context --sequences $sequences --repeats $repeats --threads $threads"
}
while [ $# -gt 0 ]; do
  case $1 in
    --size) size=$2 ;; --vocabulary) vocabulary=$2 ;; --context) context=$2 ;;
    --sequences) sequences=$2 ;; --repeats) repeats=$2 ;; --threads) threads=$2 ;;
    --help) usage; exit ;;
    *) echo "llmc.sh: no option $1" >&2; usage >&2; exit 2 ;;
  esac
  shift 2
done

if [ -n "${LLMC_DIR:-}" ]; then
  sources=$LLMC_DIR
else
  sources=$cache/$commit
  for file in train_gpt2.c llmc/utils.h llmc/tokenizer.h llmc/dataloader.h llmc/rand.h; do
    [ -s "$sources/$file" ] && continue
    mkdir -p "$(dirname "$sources/$file")"
    url=https://raw.githubusercontent.com/karpathy/llm.c/$commit/$file
    if ! curl -sSfL --connect-timeout 10 -o "$sources/$file.part" "$url"; then
      [ "$file" = llmc/rand.h ] && continue # later versions include it
      echo "llmc.sh: $url cannot be had; set LLMC_DIR to a folder with llm.c's sources" >&2
      exit 4
    fi
    mv "$sources/$file.part" "$sources/$file"
  done
fi
[ -s "$sources/train_gpt2.c" ] || { echo "llmc.sh: $sources has no train_gpt2.c" >&2; exit 4; }

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
version=1
grep -q padded_vocab_size "$sources/train_gpt2.c" && version=3
# The flags of llm.c's own Makefile.
flags=(-Ofast -fno-finite-math-only -Wno-unused-result -march=native)
[ "$threads" -gt 1 ] && flags+=(-fopenmp -DOMP)
"${CC:-gcc}" "${flags[@]}" -I"$sources" "$here/llmc_steps.c" -o "$work/steps" -lm 2>"$work/log" || { cat "$work/log" >&2; exit 3; }
python3 "$here/llmc_checkpoint.py" "$work/checkpoint.bin" --size "$size" --vocabulary "$vocabulary" --context "$context" --version "$version"
unset OPENBLAS_CORETYPE OPENBLAS_L2_SIZE
OMP_NUM_THREADS=$threads OMP_WAIT_POLICY=passive "$work/steps" "$work/checkpoint.bin" "$sequences" "$context" "$repeats" >"$work/out" || { cat "$work/out" >&2; exit 5; }
tail -n 1 "$work/out"
