/* SPDX-License-Identifier: MIT */
/* Start-up and trap entry of the RV32IMC machine (QEMU "virt", machine mode). */
  .option arch, +zicsr
  .section .start, "ax"
  .global _start
_start:
  .option push
  .option norelax
  la gp, __global_pointer$
  .option pop
  la sp, __stack_top
  la t0, trap_entry
  csrw mtvec, t0
  la t0, __bss_start
  la t1, __bss_end
1:
  bgeu t0, t1, 2f
  sw zero, 0(t0)
  addi t0, t0, 4
  j 1b
2:
  la t0, __data_source
  la t1, __data_start
  la t2, __data_end
3:
  bgeu t1, t2, 4f
  lw t3, 0(t0)
  sw t3, 0(t1)
  addi t0, t0, 4
  addi t1, t1, 4
  j 3b
4:
  call main
  call target_exit

/* Every trap ends the program; the stack may be what is broken, so another one is used. */
  .balign 4
trap_entry:
  la sp, trap_stack_top
  csrr a0, mcause
  csrr a1, mepc
  csrr a2, mtval
  call target_fault
5:
  j 5b

/* uint32_t semihost(uint32_t operation, const void *arguments): the sequence an emulator recognizes. It must not cross a
 * page and must be uncompressed. */
  .text
  .global semihost
  .balign 16
semihost:
  .option push
  .option norvc
  slli zero, zero, 0x1f
  ebreak
  srai zero, zero, 7
  .option pop
  ret

  .bss
  .balign 16
  .space 512
trap_stack_top:
