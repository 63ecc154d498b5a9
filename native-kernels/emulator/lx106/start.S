/* SPDX-License-Identifier: MIT */
/* Start-up and exception vectors of the Xtensa LX106 machine (QEMU "sim"). */
  .section .start, "ax"
  .global _start
_start:
  j start
  .literal_position
  .align 4
start:
  /* Leave the reset state's exception mode, so that exceptions reach their vectors with their cause. */
  movi a2, 0x20
  wsr a2, ps
  rsync
  movi a1, __stack_top
  movi a2, __bss_start
  movi a3, __bss_end
  movi a4, 0
1:
  bgeu a2, a3, 2f
  s32i a4, a2, 0
  addi a2, a2, 4
  j 1b
2:
  movi a2, __data_source
  movi a3, __data_start
  movi a4, __data_end
3:
  bgeu a3, a4, 4f
  l32i a5, a2, 0
  s32i a5, a3, 0
  addi a2, a2, 4
  addi a3, a3, 4
  j 3b
4:
  movi a0, main
  callx0 a0
  movi a0, target_exit
  callx0 a0

/* Debug, NMI, kernel, user and double exception at their fixed offsets. Every one ends the program; the stack may be
 * what is broken, so another one is used. */
  .section .vectors, "ax"
  .org 0x10
  j fault
  .org 0x20
  j fault
  .org 0x30
  j fault
  .org 0x50
  j fault
  .org 0x70
  j fault
  .org 0x80
  .literal_position
  .align 4
fault:
  movi a1, fault_stack_top
  rsr a2, exccause
  rsr a3, epc1
  rsr a4, excvaddr
  movi a0, target_fault
  callx0 a0
5:
  j 5b

  .bss
  .balign 16
  .space 512
fault_stack_top:
