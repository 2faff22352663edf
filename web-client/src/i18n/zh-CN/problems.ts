export default {
  unreachable: "连接不上服务器。请检查网络，然后重试；您填写的内容不会丢失。",
  fault: "服务器出现错误，请稍后重试。如果仍然出现，请联系工作人员。",
  reference: "错误编号：{{reference}}",
  wrong_credentials: "手机号（邮箱）或密码不正确。请检查后重新输入；忘记密码请用验证码登录，或联系承办人员。",
  wrong_code: "验证码不正确或已过期。请检查，或重新获取一个。",
  wrong_link: "邀请链接不完整、已使用或已过期。请联系发送邀请的法院或调解组织，请其重新发送。",
  wrong_present_password: "当前密码不正确。",
  too_many: "操作过于频繁，请 {{seconds}} 秒后再试。",
  locked: "密码错误次数过多，账号已暂时锁定。请十分钟后再试，或用验证码登录。",
};
